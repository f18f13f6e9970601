import type { SignedIn } from '@taskpact/contract'
import { ApiError } from './api-error.js'
import type { TokenStore } from './token-store.js'

/** What is kept of a session between two calls. */
export interface KeptTokens {
  readonly userId: string
  readonly token: string
  /** Absent where a cookie keeps it. */
  readonly refreshToken?: string | undefined
  /** By the clock of the client, in milliseconds; absent where that clock cannot be gone by. */
  readonly endsAt?: number | undefined
}

/** Milliseconds of life below which a token that has just come tells of a clock that is wrong. */
const shortest = 60_000
/** Milliseconds before its end at which a token is renewed: what is sent then may arrive after it. */
const margin = 10_000

/** Throws an ApiError for an answer that is not the API's: nothing of it is to be kept. */
export function toKeptTokens(answer: Partial<SignedIn> | null | undefined): KeptTokens {
  const { token, refreshToken, expiresAt, user } = answer ?? {}
  if (typeof token !== 'string' || !user?.id)
    throw new ApiError('unexpected_answer', 'The server answered without a token.')
  const endsAt = Date.parse(expiresAt ?? '')
  return { userId: user.id, token, refreshToken, endsAt: endsAt - Date.now() > shortest ? endsAt : undefined }
}

export function hasEnded({ endsAt }: KeptTokens): boolean {
  return endsAt !== undefined && Date.now() > endsAt - margin
}

/** What a store holds; undefined where that is nothing, or nothing of ours. */
export async function readTokens(store: TokenStore): Promise<KeptTokens | undefined> {
  const text = await store.get()
  try {
    const kept = JSON.parse(text ?? '') as KeptTokens | null
    return typeof kept?.token === 'string' ? kept : undefined
  } catch {
    return undefined // somebody else's, or of an older client: the user signs in anew
  }
}
