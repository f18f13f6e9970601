/** The JSON that `taskpact login` stores after a sign-in with OAuth. A personal access token is stored as it is. */
export interface StoredGrant {
  readonly clientId: string
  readonly tokenEndpoint: string
  readonly revocationEndpoint?: string | undefined
  readonly refreshToken?: string | undefined
  /** By resource (RFC 8707). */
  readonly accessTokens: Readonly<Record<string, AccessToken>>
}

export interface AccessToken {
  readonly token: string
  /** Milliseconds since the Unix epoch on the local clock; absent if the authorization server does not say. */
  readonly expiresAt?: number | undefined
}

/** Milliseconds before the expiry of an access token at which it is refreshed. */
const refreshMargin = 60_000

/** Returns the grant in a stored text; undefined for a personal access token. */
export function toStoredGrant(text: string): StoredGrant | undefined {
  return text.startsWith('{') ? JSON.parse(text) : undefined
}

/** Returns the access token for a resource unless it expires soon. */
export function usableToken({ accessTokens }: StoredGrant, resource: string): string | undefined {
  const { token, expiresAt = Number.POSITIVE_INFINITY } = accessTokens[resource] ?? {}
  return expiresAt > Date.now() + refreshMargin ? token : undefined
}
