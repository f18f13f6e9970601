import { randomFillSync } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'

/** Number of ids for which random bytes are generated at once (PERFORMANCE.md). */
const drawn = 256
const bytesEach = 16

const pool = new Uint8Array(drawn * bytesEach)
let used = pool.length
let milliseconds = 0
let sequence = 0

/**
 * Returns a new UUIDv7 (RFC 9562, section 5.7), greater than all that this process has generated before, even within a
 * millisecond.
 */
export function newId(): string {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const random = pool.subarray(used, used + bytesEach)
  used += bytesEach
  const now = Date.now()
  if (now > milliseconds) {
    milliseconds = now
    // Starts in the lower half of the range of the counter, so that it does not overflow within a millisecond.
    sequence = new DataView(random.buffer, random.byteOffset).getUint32(6) >>> 1
  } else sequence += 1
  return uuidv7({ random, msecs: milliseconds, seq: sequence })
}
