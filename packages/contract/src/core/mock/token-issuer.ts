import { bearerToken } from '../bearer-token.js'
import type { Operation } from '../operations.js'

/** The tokens that a mock has issued. It accepts every other one. */
export interface TokenIssuer {
  /** Returns the output of an operation that signs in or refreshes with new tokens, and any other output unchanged. */
  withNewTokens(operation: Operation, output: unknown): unknown
  /** Expires the access tokens issued so far. */
  expire(): void
  /** Returns whether a request has an expired token, and its operation needs one that is not. */
  isExpired(operation: Operation, headers: Headers): boolean
}

interface Tokens {
  readonly token: string
  readonly refreshToken: string
}

export function createTokenIssuer(): TokenIssuer {
  const issued: string[] = []
  let expired = 0
  return {
    withNewTokens({ metadata: { session } }, output) {
      if (session !== 'start' && session !== 'refresh') return output
      const count = issued.push(`mock.token.${issued.length + 1}`)
      const refresh = (output as Partial<Tokens>).refreshToken !== undefined && {
        refreshToken: `mock.refresh.${count}`,
      }
      return { ...(output as Tokens), token: `mock.token.${count}`, ...refresh }
    },
    expire() {
      expired = issued.length
    },
    isExpired: ({ metadata: { access } }, headers) =>
      access === 'user' &&
      issued.slice(0, expired).includes(bearerToken(headers.get('authorization') ?? undefined) ?? ''),
  }
}
