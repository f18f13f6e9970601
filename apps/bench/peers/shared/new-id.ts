import { randomFillSync } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'

const pool = new Uint8Array(4096)
let used = pool.length

/** Returns a UUIDv7. Random bytes are drawn for many ids at a time, as in Taskpact. */
export function newId(): string {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const random = pool.subarray(used, used + 16)
  used += 16
  return uuidv7({ random })
}
