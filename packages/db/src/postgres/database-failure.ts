type Code =
  | 'POOL_TIMEOUT'
  | 'POOL_CLOSED'
  | 'CONNECT_TIMEOUT'
  | 'CONNECT_FAILED'
  | 'CONNECTION_CLOSED'
  | 'STATEMENT_TIMEOUT'

/** The database did not answer, or could not be asked. What the driver or the server said of it, if they did, is its cause. */
export class DatabaseFailure extends Error {
  override readonly name = 'DatabaseFailure'
  readonly code: Code

  constructor(code: Code, sentence: string, options?: ErrorOptions) {
    super(sentence, options)
    this.code = code
  }
}

/** The code of the first error of a chain of causes that has one. */
export function codeOf(thrown: unknown): string {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    const { code } = error as { code?: unknown }
    if (typeof code === 'string') return code
  }
  return ''
}

/** Its connection had been cut, mostly while it lay idle. */
export function wasLost(error: unknown): boolean {
  return /^(57P0[12]|CONNECTION_(CLOSED|DESTROYED|ENDED)|ECONNRESET|EPIPE)$/.test(codeOf(error))
}
