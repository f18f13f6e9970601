import type { SignedIn, User } from '@taskpact/contract'
import { ApiError } from './api-error.js'
import type { TokenStore } from './token-store.js'

/** The stored state of a session. */
export interface SessionTokens {
  readonly user: User
  /** The access token. */
  readonly token: string
  /** Absent if it is stored in a cookie. */
  readonly refreshToken?: string | undefined
  /** Expiry of the access token on the local clock, in milliseconds since the Unix epoch; absent if that clock is wrong. */
  readonly expiresAt?: number | undefined
}

/** A new token with less than this lifetime, in milliseconds, means that the local clock is wrong. */
const minLifetime = 60_000
/** Milliseconds before its expiry at which a token is refreshed: a request takes time to reach the server. */
const refreshMargin = 10_000

/** Throws an ApiError `unexpected_response` if the response body has no token or no user. */
export function toSessionTokens(response: Partial<SignedIn> | null | undefined): SessionTokens {
  const { token, refreshToken, expiresAt, user } = response ?? {}
  if (typeof token !== 'string' || !user?.id)
    throw new ApiError('unexpected_response', 'The response has no access token.')
  const expiry = Date.parse(expiresAt ?? '')
  return { user, token, refreshToken, expiresAt: expiry - Date.now() > minLifetime ? expiry : undefined }
}

export function isExpired({ expiresAt }: SessionTokens): boolean {
  return expiresAt !== undefined && Date.now() > expiresAt - refreshMargin
}

/** Returns undefined if the store is empty or its content is not valid. */
export async function readTokens(store: TokenStore): Promise<SessionTokens | undefined> {
  const text = await store.get()
  try {
    const tokens = JSON.parse(text ?? '') as SessionTokens | null
    return typeof tokens?.token === 'string' && tokens.user?.id ? tokens : undefined
  } catch {
    return undefined // written by another program or an older client: the user signs in again
  }
}
