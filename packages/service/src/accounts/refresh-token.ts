import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import * as z from 'zod'

/** The user and the session that a refresh token belongs to. */
export interface RefreshTokenOwner {
  readonly userId: string
  readonly sessionId: string
}

export interface RefreshTokens {
  /** Returns the first token of a session, with 256 random bits. */
  first(owner: RefreshTokenOwner): string
  /**
   * Returns the token that replaces another one, followed by its variants for the previous secrets. It is derived from
   * the replaced token and a key, so a client that retries a refresh because the response was lost gets the same token,
   * although the server does not store it.
   */
  next(token: string, owner: RefreshTokenOwner): readonly [string, ...string[]]
  /** Returns the owner of a token that this service has issued at any time, or undefined. So a guessed token cannot end a session. */
  ownerOf(token: string): RefreshTokenOwner | undefined
}

/** Creates refresh tokens, of the form `owner.secret.mac`. The first secret signs; the others are previous ones and only verify. */
export function createRefreshTokens(secrets: readonly string[]): RefreshTokens {
  const keys = secrets.map((secret) => createHmac('sha256', secret).update('taskpact refresh token').digest())
  const [key] = keys as [Buffer]

  function make({ userId, sessionId }: RefreshTokenOwner, secret: Buffer, key: Buffer): string {
    const text = `${encode(JSON.stringify([userId, sessionId]))}.${encode(secret)}`
    return `${text}.${encode(macOf(key, text))}`
  }

  return {
    first: (owner) => make(owner, randomBytes(32), key),
    next(token, owner) {
      const nextBy = (key: Buffer) => make(owner, macOf(key, `after ${token}`), key)
      return [nextBy(key), ...keys.slice(1).map(nextBy)]
    },
    ownerOf(token) {
      if (token.length > maxLength) return undefined
      const [owner = '', secret = '', mac = '', ...more] = token.split('.')
      const given = Buffer.from(mac, 'base64url')
      const isAuthentic = keys.some((key) => {
        const expected = macOf(key, `${owner}.${secret}`)
        return given.length === expected.length && timingSafeEqual(given, expected)
      })
      // Several base64url texts decode to the same bytes: only the canonical one is accepted.
      if (!isAuthentic || more.length > 0 || encode(given) !== mac) return undefined
      const [userId, sessionId] = Owner.parse(JSON.parse(Buffer.from(owner, 'base64url').toString()))
      return { userId, sessionId }
    },
  }
}

/** Returns the hash of a token, which is stored instead of the token. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

/** Maximum length of a token in characters, which bounds the work for a forged one. */
const maxLength = 1000

/** Characters of a hash that identify its token: 132 bits. */
export const refreshTokenIdLength = 22

/** Returns what identifies a refresh token in the access tokens issued with it. */
export function refreshTokenIdOf(tokenHash: string): string {
  return tokenHash.slice(0, refreshTokenIdLength)
}

const Owner = z.tuple([z.string(), z.string()])

function macOf(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

function encode(bytes: Buffer | string): string {
  return Buffer.from(bytes).toString('base64url')
}
