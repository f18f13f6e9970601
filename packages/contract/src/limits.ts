/** What one request may hold at most, whatever the operation. */
export const limits = {
  /** Bytes of a request body, decoded. */
  bodyBytes: 1_048_576,
  /** Spaces around a text that is trimmed. */
  outerSpaces: 100,
  /** Characters of an entity tag that a request names; ours have far fewer. */
  tagLength: 4000,
  /** Bytes of a body that is a file. */
  fileBytes: 16_777_216,
  /** Tasks in a file. */
  fileTasks: 100_000,
  /** Tasks of a file that may be wrong; with more, the file is refused. */
  fileFailures: 1000,
  /** Hours for which the answer to a call is kept under its idempotency key. */
  keyHours: 24,
  /** Changes in one batch of tasks. */
  batchChanges: 100,
  /** Tags that statistics name. */
  statsTags: 20,
  /** Calls in one tRPC batch. */
  batchCalls: 20,
} as const
