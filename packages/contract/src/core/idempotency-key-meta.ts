/** The member of `_meta` in which a client of the Model Context Protocol sends the idempotency key of a tool call. */
export const idempotencyKeyMeta = 'io.taskpact/idempotencyKey'
