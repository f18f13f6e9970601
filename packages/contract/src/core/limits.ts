/** Limits of one request to any operation. */
export const limits = {
  /** Bytes of the request line and the headers. */
  headBytes: 16_384,
  /** Characters of a URL that a client sends: headers need the other half, and common proxies accept no more. */
  urlLength: 8000,
  /** Bytes of a request body, decoded. */
  bodyBytes: 1_048_576,
  /** Bytes of a body that is a file. */
  fileBytes: 16_777_216,
  /** Characters of a file above which a user can send only one at a time. */
  largeFileLength: 1_048_576,
  /** Leading and trailing whitespace of a trimmed text, in characters. */
  outerSpaces: 100,
  /** Characters of an entity tag in a request. Those of this API are far shorter. */
  tagLength: 4000,
  /** Hours for which the response to a request is stored under its idempotency key. */
  keyHours: 24,
  /** Seconds for which a request can wait for changes. */
  waitSeconds: 30,
  /** Requests of one user that can wait for changes or stream them, in one process. */
  waitingRequests: 20,
  /** Field errors in one problem. */
  fieldErrors: 20,
  /** Characters of the detail of a problem. */
  detailLength: 1000,
  /** Characters of a token that connects the steps of an operation. */
  ticketLength: 4000,
  /** Calls in one tRPC batch. */
  batchCalls: 20,
} as const
