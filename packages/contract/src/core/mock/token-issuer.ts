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
  const expired = new Set<string | undefined>()
  let issued: string[] = []
  let count = 0
  return {
    withNewTokens({ metadata: { session } }, output) {
      if (session !== 'start' && session !== 'refresh') return output
      count++
      issued.push(`mock.token.${count}`)
      const refresh = (output as Partial<Tokens>).refreshToken !== undefined && {
        refreshToken: `mock.refresh.${count}`,
      }
      return { ...(output as Tokens), token: `mock.token.${count}`, ...refresh }
    },
    expire() {
      for (const token of issued) expired.add(token)
      issued = []
    },
    isExpired: ({ metadata: { access } }, headers) =>
      access === 'user' && expired.has(bearerToken(headers.get('authorization') ?? undefined)),
  }
}
