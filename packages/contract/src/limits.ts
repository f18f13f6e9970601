/** What one request may hold at most, whatever the operation. */
export const limits = {
  /** Bytes of a request body, decoded. */
  bodyBytes: 1_048_576,
  /** Calls in one tRPC batch. */
  batchCalls: 20,
} as const
