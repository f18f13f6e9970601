import { createHmac } from 'node:crypto'
import { testSecret } from '@taskpact/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  type Calls,
  expectActive,
  expectEnded,
  type OpenServer,
  openServer,
  sessionIds,
  type TokenSession,
} from './session-calls.js'

let server: OpenServer

beforeAll(async () => {
  server = await openServer()
})
afterAll(() => server?.close())

type Forge = (parts: readonly [owner: string, secret: string, mac: string], other: TokenSession) => string

const forgeries: Readonly<Record<string, Forge>> = {
  'a MAC with one bit changed': ([owner, secret, mac]) => `${owner}.${secret}.${flip(mac)}`,
  'a MAC of zeros': ([owner, secret]) => `${owner}.${secret}.${'A'.repeat(43)}`,
  'a truncated MAC': ([owner, secret, mac]) => `${owner}.${secret}.${mac.slice(0, -4)}`,
  'no MAC': ([owner, secret]) => `${owner}.${secret}.`,
  'two parts': ([owner, secret]) => `${owner}.${secret}`,
  'one part': ([owner]) => owner,
  'an additional part': (parts) => `${parts.join('.')}.x`,
  'a padded MAC': (parts) => `${parts.join('.')}=`,
  'a MAC by the JWT secret': ([owner, secret]) => `${owner}.${secret}.${macBy(testSecret, `${owner}.${secret}`)}`,
  'a MAC by another secret': ([owner, secret]) => `${owner}.${secret}.${macBy('another secret', `${owner}.${secret}`)}`,
  'a secret with one bit changed': ([owner, secret, mac]) => `${owner}.${flip(secret)}.${mac}`,
  'no secret': ([owner, , mac]) => `${owner}..${mac}`,
  'the secret and MAC of another user': ([owner], { refreshToken }) =>
    [owner, ...refreshToken.split('.').slice(1)].join('.'),
  'an owner that is not JSON': ([, secret, mac]) => `bm9uZQ.${secret}.${mac}`,
  'a trailing space': (parts) => `${parts.join('.')} `,
  'lower case': (parts) => parts.join('.').toLowerCase(),
  'an empty token': () => '',
  'a NUL': () => '\u0000',
}

const transport = 'in-process'

describe(transport, () => {
  let calls: Calls
  let session: TokenSession
  let other: TokenSession

  beforeEach(async () => {
    calls = server.by(transport)
    session = await calls.signUp()
    other = await calls.signUp()
  })

  it.each(Object.entries(forgeries))(
    'S6: a forged refresh token is refused and ends no session: %s',
    async (_, forge) => {
      const refreshToken = forge(session.refreshToken.split('.') as [string, string, string], other)

      expect(refreshToken).not.toBe(session.refreshToken)
      expect(await refreshCode(refreshToken)).toBe('invalid_token')
      await expectActive(calls, session)
      await expectActive(calls, other)
    },
  )

  it('S6: the refresh token of a revoked session is refused', async () => {
    const elsewhere = await calls.signIn(session.user.email)
    const [sessionId] = (await sessionIds(calls, session.token)).filter((id) => claimsOf(session.token).sid === id)

    await calls.value('auth.sessions.revoke', { sessionId }, elsewhere.token)

    await expectEnded(calls, session)
    await expectActive(calls, elsewhere)
  })

  it('S6: an access token is refused as a refresh token, and vice versa', async () => {
    expect(await refreshCode(session.token)).toBe('invalid_token')
    expect(await calls.call('auth.me', {}, session.refreshToken)).toMatchObject({ code: 'invalid_token' })
    await expectActive(calls, session)
  })

  async function refreshCode(refreshToken: string): Promise<string | undefined> {
    const outcome = await calls.call('auth.refresh', { refreshToken })
    return outcome.ok ? undefined : outcome.code
  }
})

function flip(text: string): string {
  const bytes = Buffer.from(text, 'base64url')
  bytes[0] = (bytes[0] ?? 0) ^ 1
  return bytes.toString('base64url')
}

function macBy(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('base64url')
}

function claimsOf(token: string): { sid: string } {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { sid: string }
}
