import { succeeded } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type IssuerServer,
  issuer,
  sameForEach,
  startIssuerServer,
  type TokenKind,
  verifyTokens,
} from './issuer-server.js'
import { type Claims, forge } from './token-forging.js'

const now = new Date('2026-11-23T09:30:00.000Z')
const seconds = now.getTime() / 1000

let server: IssuerServer
beforeAll(async () => {
  server = await startIssuerServer(() => now)
})
afterAll(() => server?.close())

const transport = 'in-process'

describe(transport, () => {
  /** Returns a token of each given kind, with some claims replaced. */
  function tokensWith(
    claims: Claims,
    kinds: readonly TokenKind['name'][] = ['own', 'shared', 'jwks'],
  ): Record<string, string> {
    return Object.fromEntries(
      server.kinds.filter(({ name }) => kinds.includes(name)).map(({ name, tokenWith }) => [name, tokenWith(claims)]),
    )
  }

  async function expectCode(tokens: Readonly<Record<string, string>>, code: string): Promise<void> {
    expect(await verifyTokens(tokens, server.by(transport).call)).toEqual(sameForEach(tokens, code))
  }

  it('accepts a valid token of each kind (control for the refusals below)', async () => {
    const verdicts = Object.fromEntries(server.kinds.map(({ name, claims }) => [name, `accepted for ${claims.sub}`]))

    expect(await verifyTokens(tokensWith({}), server.by(transport).call)).toEqual(verdicts)
  })

  it('J8: refuses a token without an expiration time', async () => {
    await expectCode(tokensWith({ exp: undefined }), 'invalid_token')
    await expectCode(tokensWith({ exp: null }), 'invalid_token')
  })

  it.each([
    ['a string', String(seconds + 600)],
    ['an object', {}],
    ['an array', [seconds + 600]],
    ['true', true],
  ])('J9: refuses exp that is %s', async (_what, exp) => {
    await expectCode(tokensWith({ exp }), 'invalid_token')
  })

  it.each([1e300, Number.MAX_SAFE_INTEGER, (seconds + 900) * 1000])(
    'J9: refuses exp %d of another issuer',
    async (exp) => {
      await expectCode(tokensWith({ exp }, ['shared', 'jwks']), 'invalid_token')
      await expectCode(tokensWith({ exp, iat: undefined }, ['shared', 'jwks']), 'invalid_token')
    },
  )

  it('J9: refuses exp 1e300 in a token of this server that is older than its lifetime', async () => {
    await expectCode(tokensWith({ exp: 1e300, iat: seconds - 901 }, ['own']), 'token_expired')
  })

  it.each([0, -1, -6, -900])('J9: refuses a token that expired %d s from now', async (s) => {
    await expectCode(tokensWith({ iat: seconds - 800, exp: seconds + s }), 'token_expired')
  })

  it.each([300, 86_400, 1e12])('J10: refuses a token with nbf in %d s', async (s) => {
    await expectCode(tokensWith({ nbf: seconds + s }), 'invalid_token')
  })

  it.each([
    ['in 5 minutes', seconds + 300],
    ['in milliseconds', now.getTime()],
    ['1e300', 1e300],
    ['a string', String(seconds)],
    ['null', null],
  ])('J11: refuses iat %s', async (_what, iat) => {
    await expectCode(tokensWith({ iat, exp: seconds + 900 }), 'invalid_token')
    await expectCode(tokensWith({ iat, exp: 1e300 }), 'invalid_token')
  })

  it.each([undefined, 'JWT', 'rt+jwt', 'verify+jwt', 'reset+jwt', 'logout+jwt', 'dpop+jwt', 5, ['at+jwt'], { a: 1 }])(
    'J12: refuses a token of this server with the type %j',
    async (typ) => {
      await expectCode({ typed: server.kinds[0]?.tokenWith({}, { typ }) as string }, 'invalid_token')
    },
  )

  it.each(['rt+jwt', 'verify+jwt', 'logout+jwt', 'at+jwt', 5])(
    'J12: refuses a token of another issuer with the type %j',
    async (typ) => {
      const [, ...foreign] = server.kinds
      await expectCode(
        Object.fromEntries(foreign.map(({ name, tokenWith }) => [name, tokenWith({}, { typ })])),
        'invalid_token',
      )
    },
  )

  it('J12: refuses other JWTs that Better Auth signs with the same secret', async () => {
    const times = { iat: seconds, exp: seconds + 300 }
    const header = { alg: 'HS256' }

    await expectCode(
      {
        'an e-mail verification': forge(header, {
          email: 'ada@example.org',
          requestType: 'email-verification',
          ...times,
        }),
        'a session cookie': forge(header, {
          session: { userId: server.ada.id },
          user: { id: server.ada.id },
          ...times,
        }),
      },
      'invalid_token',
    )
  })

  it('J12: refuses a refresh token as an access token, and vice versa', async () => {
    const { call } = server.by(transport)
    const ada = await server.signUp()

    expect(await call('auth.me', {}, ada.refreshToken)).toMatchObject({ code: 'invalid_token' })
    expect(await call('auth.refresh', { refreshToken: ada.token })).toMatchObject({ code: 'invalid_token' })
    expect(await call('auth.me', {}, ada.token)).toMatchObject({ ok: true })
  })

  it('J12: refuses a cursor as an access token, and vice versa', async () => {
    const { call } = server.by(transport)
    const ada = await server.signUp()
    for (const title of ['one', 'two']) await call('tasks.create', { title }, ada.token)
    const page = succeeded(await call('tasks.list', { limit: 1 }, ada.token)) as { nextCursor: string }

    expect(await call('auth.me', {}, page.nextCursor)).toMatchObject({ code: 'invalid_token' })
    expect(await call('tasks.list', { cursor: ada.token }, ada.token)).toMatchObject({
      code: expect.stringMatching(/^invalid_(cursor|input)$/),
    })
  })

  it.each<[string, unknown]>([
    ['iss', 'https://another.example'],
    ['iss', `${issuer}.evil.example`],
    ['iss', `${issuer}/path`],
    ['iss', [issuer, 'taskpact']],
    ['iss', undefined],
    ['aud', 'https://another.example'],
    ['aud', ['https://another.example', 'another']],
    ['aud', []],
    ['aud', { [issuer]: true }],
    ['aud', undefined],
  ])('J13: refuses %s %j of kinds that require it', async (claim, value) => {
    await expectCode(tokensWith({ [claim]: value }, ['own', 'jwks']), 'invalid_token')
  })

  it.each<[string, unknown]>([
    ['iss', 'https://another.example'],
    ['iss', 'taskpact'],
    ['aud', 'https://another.example'],
    ['aud', ['https://another.example', 'another']],
  ])('J13: refuses a token signed with the shared secret that has %s %j', async (claim, value) => {
    await expectCode(tokensWith({ [claim]: value }, ['shared']), 'invalid_token')
  })

  it('J13: accepts a token with several audiences', async () => {
    const tokens = {
      ownKind: server.kinds[0]?.tokenWith({ aud: ['another', 'taskpact'] }) as string,
      jwks: server.kinds[2]?.tokenWith({ aud: ['another', issuer] }) as string,
    }
    const [ownKind, , jwks] = server.kinds

    expect(await verifyTokens(tokens, server.by(transport).call)).toEqual({
      ownKind: `accepted for ${ownKind?.claims.sub}`,
      jwks: `accepted for ${jwks?.claims.sub}`,
    })
  })

  it.each<[string, unknown]>([
    ['missing', undefined],
    ['null', null],
    ['a number', 5],
    ['an object', { id: 'ada' }],
    ['an array', ['ada']],
    ['empty', ''],
    ['a NUL', 'a\0b'],
    ['a lone surrogate', 'a\ud800b'],
    ['256 characters', 'a'.repeat(256)],
    ['5 KB', 'a'.repeat(5000)],
  ])('J14: refuses sub that is %s', async (_what, sub) => {
    await expectCode(tokensWith({ sub }), 'invalid_token')
  })

  it('J14: refuses sub of 1 MB', async () => {
    for (const token of Object.values(tokensWith({ sub: 'a'.repeat(1_000_000) }))) {
      const outcome = await server.by(transport).call('tasks.list', {}, token)
      expect(outcome).toMatchObject({ ok: false, code: 'invalid_token' })
    }
  })

  it('J15: reads the last of duplicate claims, on every operation', async () => {
    const eve = await server.signUp()
    const [ownKind] = server.kinds
    const withoutDuplicate = JSON.stringify({ ...ownKind?.claims, sid: eve.sessionId })
    const withDuplicate = withoutDuplicate.replace(
      '"sub":',
      `"sub":${JSON.stringify(server.ada.id)},"sub":${JSON.stringify(eve.id)},"_":`,
    )
    const token = forge({ ...ownKind?.header }, withDuplicate)
    const { call } = server.by(transport)
    const title = `of ${transport}`

    expect(await call('auth.me', {}, token)).toMatchObject({ value: { id: eve.id } })
    expect(await call('tasks.create', { title }, token)).toMatchObject({ value: { userId: eve.id } })
    expect(await call('tasks.list', { userId: server.ada.id }, token)).toMatchObject({ code: 'forbidden' })
    expect(await call('tasks.list', {}, eve.token)).toMatchObject({ value: { items: [{ title }] } })
  })

  it('J24: accepts a clock skew of 60 s, and refuses 5 min', async () => {
    const verdicts = Object.fromEntries(server.kinds.map(({ name, claims }) => [name, `accepted for ${claims.sub}`]))

    expect(await verifyTokens(tokensWith({ iat: seconds + 60 }), server.by(transport).call)).toEqual(verdicts)
    expect(await verifyTokens(tokensWith({ nbf: seconds + 60 }), server.by(transport).call)).toEqual(verdicts)
    await expectCode(tokensWith({ iat: seconds + 62 }), 'invalid_token')
    await expectCode(tokensWith({ nbf: seconds + 62 }), 'invalid_token')
    await expectCode(tokensWith({ iat: seconds + 300, exp: seconds + 900 }), 'invalid_token')
    await expectCode(tokensWith({ iat: seconds - 1200, exp: seconds - 300 }), 'token_expired')
  })
})
