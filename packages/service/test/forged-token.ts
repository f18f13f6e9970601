import { createHmac } from 'node:crypto'
import { createAccessTokens } from '../src/accounts/access-token.js'
import { ServiceError } from '../src/service-error.js'

export const secret = 'a secret of the tests, of at least 32 bytes'
export const key = new TextEncoder().encode(secret)
export const now = new Date('2026-11-23T09:30:00.000Z')
export const seconds = now.getTime() / 1000
export const tokens = createAccessTokens([secret])

export const sessionId = '0199e8f4-6b7c-7a01-bb3e-2f9a4d5c6e70'
export const header = { alg: 'HS256', typ: 'at+jwt' }
export const claims = { sub: 'ada', sid: sessionId, iss: 'taskpact', aud: 'taskpact', iat: seconds, exp: seconds + 900 }

/** Returns a token with the given header and claims, which need not be valid. */
export function sign(head: unknown, body: unknown, by: string | Uint8Array = secret): string {
  return signText(head, JSON.stringify(body), by)
}

export function signText(head: unknown, body: string, by: string | Uint8Array = secret): string {
  const signed = `${encode(head)}.${Buffer.from(body).toString('base64url')}`
  return `${signed}.${createHmac('sha256', by).update(signed).digest('base64url')}`
}

export function encode(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}

/** Returns the error code for a token, or `accepted for USER`. Rejects with any error other than a ServiceError. */
export async function codeOf(token: string, at = now): Promise<string> {
  const caller = await tokens.verify(token, at).catch((error: unknown) => {
    if (error instanceof ServiceError) return error.code
    throw error
  })
  return typeof caller === 'string' ? caller : `accepted for ${caller.userId}`
}

/** Returns the user for which a token is accepted, or the error code. */
export async function outcomeOf(token: string): Promise<string> {
  return (await codeOf(token)).replace('accepted for ', '')
}

/** Returns a time `s` seconds after `now`. */
export function later(s: number): Date {
  return new Date(now.getTime() + s * 1000)
}
