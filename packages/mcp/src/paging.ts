import type { Operation } from '@taskpact/contract/core'

/** Items on a page of a tool, unless the model asks for another number. They should leave room in its context. */
export const pageSize = 20

/** Whether the operation returns pages: it has a cursor and a limit. */
export function isPaged({ input }: Operation): boolean {
  return input.shape.cursor !== undefined && input.shape.limit !== undefined
}
