import { createHash } from 'node:crypto'
import { TaskId } from '@taskpact/contract'
import * as z from 'zod'
import { ServiceError } from '../service-error.js'

/** Where a page ended: the last task on it, and the mark of the list that it is of. */
const Position = z.tuple([z.string(), TaskId])

/** An opaque cursor that is good for the list it was made for and for no other. */
export function toCursor(userId: string, status: string, lastId: string): string {
  const position: z.infer<typeof Position> = [markOf(userId, status), lastId]
  return Buffer.from(JSON.stringify(position)).toString('base64url')
}

/** The id of the last task that was seen. Throws `invalid_cursor` for anything but a cursor of this very list. */
export function fromCursor(userId: string, status: string, cursor: string): string {
  const position = Position.safeParse(parse(Buffer.from(cursor, 'base64url').toString()))
  if (!position.success || position.data[0] !== markOf(userId, status)) {
    throw new ServiceError('invalid_cursor', 'The cursor is not one of this list: begin again without it.')
  }
  return position.data[1]
}

/** A digest keeps the cursor short whatever the list is. It is no secret: the query names its user all the same. */
function markOf(userId: string, status: string): string {
  return createHash('sha256')
    .update(JSON.stringify([userId, status]))
    .digest('base64url')
    .slice(0, 16)
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined // any text may come in as a cursor
  }
}
