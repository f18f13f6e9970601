import { TaskId } from '@taskpact/contract'
import * as z from 'zod'
import { ServiceError } from '../service-error.js'

/** Where a page ended: the last task on it, and whose list and which filter it was. */
const Position = z.tuple([z.string(), z.string(), TaskId])

/** An opaque cursor that is good for the list it was made for and for no other. */
export function toCursor(userId: string, status: string, lastId: string): string {
  return Buffer.from(JSON.stringify([userId, status, lastId] satisfies z.infer<typeof Position>)).toString('base64url')
}

/** The id of the last task that was seen. Throws `invalid_cursor` for anything but a cursor of this very list. */
export function fromCursor(userId: string, status: string, cursor: string): string {
  const position = Position.safeParse(parse(Buffer.from(cursor, 'base64url').toString()))
  if (!position.success || position.data[0] !== userId || position.data[1] !== status) {
    throw new ServiceError('invalid_cursor', 'The cursor is not one of this list: begin again without it.')
  }
  return position.data[2]
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined // any text may come in as a cursor
  }
}
