/** The ways in: each operation is called by all of them. Apart from the calls, so that what only names them loads nothing. */
export const wayNames = ['REST by fetch', 'typed client', 'tRPC', 'in-process'] as const
export type WayName = (typeof wayNames)[number]
