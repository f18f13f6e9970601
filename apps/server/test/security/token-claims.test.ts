import { succeeded } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Claims, forge } from './token-forging.js'
import { each, type IssuerGate, issuer, type Kind, openIssuerGate, verdictsOn } from './token-gate.js'

const now = new Date('2026-11-23T09:30:00.000Z')
const seconds = now.getTime() / 1000

let gate: IssuerGate
beforeAll(async () => {
  gate = await openIssuerGate(() => now)
})
afterAll(() => gate?.close())

const way = 'in-process'

describe(way, () => {
  /** Returns a token of each given kind, with some claims replaced. */
  function spoilt(claims: Claims, kinds: readonly Kind['name'][] = ['own', 'shared', 'jwks']): Record<string, string> {
    return Object.fromEntries(
      gate.kinds.filter(({ name }) => kinds.includes(name)).map(({ name, but }) => [name, but(claims)]),
    )
  }

  async function expectCode(tokens: Readonly<Record<string, string>>, code: string): Promise<void> {
    expect(await verdictsOn(tokens, gate.by(way).call)).toEqual(each(tokens, code))
  }

  it('accepts a valid token of each kind (control for the refusals below)', async () => {
    const verdicts = Object.fromEntries(gate.kinds.map(({ name, claims }) => [name, `accepted for ${claims.sub}`]))

    expect(await verdictsOn(spoilt({}), gate.by(way).call)).toEqual(verdicts)
  })

  it('J8: refuses a token without an expiration time', async () => {
    await expectCode(spoilt({ exp: undefined }), 'invalid_token')
    await expectCode(spoilt({ exp: null }), 'invalid_token')
  })

  it.each([
    ['a string', String(seconds + 600)],
    ['an object', {}],
    ['an array', [seconds + 600]],
    ['true', true],
  ])('J9: refuses exp that is %s', async (_what, exp) => {
    await expectCode(spoilt({ exp }), 'invalid_token')
  })

  it.each([1e300, Number.MAX_SAFE_INTEGER, (seconds + 900) * 1000])(
    'J9: refuses exp %d of another issuer',
    async (exp) => {
      await expectCode(spoilt({ exp }, ['shared', 'jwks']), 'invalid_token')
      await expectCode(spoilt({ exp, iat: undefined }, ['shared', 'jwks']), 'invalid_token')
    },
  )

  it('J9: refuses exp 1e300 in a token of this server that is older than its lifetime', async () => {
    await expectCode(spoilt({ exp: 1e300, iat: seconds - 901 }, ['own']), 'token_expired')
  })

  it.each([0, -1, -6, -900])('J9: refuses a token that expired %d s from now', async (s) => {
    await expectCode(spoilt({ iat: seconds - 800, exp: seconds + s }), 'token_expired')
  })

  it.each([300, 86_400, 1e12])('J10: refuses a token with nbf in %d s', async (s) => {
    await expectCode(spoilt({ nbf: seconds + s }), 'invalid_token')
  })

  it.each([
    ['in 5 minutes', seconds + 300],
    ['in milliseconds', now.getTime()],
    ['1e300', 1e300],
    ['a string', String(seconds)],
    ['null', null],
  ])('J11: refuses iat %s', async (_what, iat) => {
    await expectCode(spoilt({ iat, exp: seconds + 900 }), 'invalid_token')
    await expectCode(spoilt({ iat, exp: 1e300 }), 'invalid_token')
  })

  it.each([undefined, 'JWT', 'rt+jwt', 'verify+jwt', 'reset+jwt', 'logout+jwt', 'dpop+jwt', 5, ['at+jwt'], { a: 1 }])(
    'J12: refuses a token of this server with the type %j',
    async (typ) => {
      await expectCode({ typed: gate.kinds[0]?.but({}, { typ }) as string }, 'invalid_token')
    },
  )

  it.each(['rt+jwt', 'verify+jwt', 'logout+jwt', 'at+jwt', 5])(
    'J12: refuses a token of another issuer with the type %j',
    async (typ) => {
      const [, ...foreign] = gate.kinds
      await expectCode(Object.fromEntries(foreign.map(({ name, but }) => [name, but({}, { typ })])), 'invalid_token')
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
        'a session cookie': forge(header, { session: { userId: gate.ada.id }, user: { id: gate.ada.id }, ...times }),
      },
      'invalid_token',
    )
  })

  it('J12: refuses a refresh token as an access token, and vice versa', async () => {
    const { call } = gate.by(way)
    const ada = await gate.signUp()

    expect(await call('auth.me', {}, ada.refreshToken)).toMatchObject({ code: 'invalid_token' })
    expect(await call('auth.refresh', { refreshToken: ada.token })).toMatchObject({ code: 'invalid_token' })
    expect(await call('auth.me', {}, ada.token)).toMatchObject({ ok: true })
  })

  it('J12: refuses a cursor as an access token, and vice versa', async () => {
    const { call } = gate.by(way)
    const ada = await gate.signUp()
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
    await expectCode(spoilt({ [claim]: value }, ['own', 'jwks']), 'invalid_token')
  })

  it.each<[string, unknown]>([
    ['iss', 'https://another.example'],
    ['iss', 'taskpact'],
    ['aud', 'https://another.example'],
    ['aud', ['https://another.example', 'another']],
  ])('J13: refuses a token signed with the shared secret that has %s %j', async (claim, value) => {
    await expectCode(spoilt({ [claim]: value }, ['shared']), 'invalid_token')
  })

  it('J13: accepts a token with several audiences', async () => {
    const tokens = {
      own: gate.kinds[0]?.but({ aud: ['another', 'taskpact'] }) as string,
      jwks: gate.kinds[2]?.but({ aud: ['another', issuer] }) as string,
    }
    const [own, , jwks] = gate.kinds

    expect(await verdictsOn(tokens, gate.by(way).call)).toEqual({
      own: `accepted for ${own?.claims.sub}`,
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
    await expectCode(spoilt({ sub }), 'invalid_token')
  })

  it('J14: refuses sub of 1 MB', async () => {
    for (const token of Object.values(spoilt({ sub: 'a'.repeat(1_000_000) }))) {
      const outcome = await gate.by(way).call('tasks.list', {}, token)
      expect(outcome).toMatchObject({ ok: false, code: 'invalid_token' })
    }
  })

  it('J15: reads the last of duplicate claims, on every operation', async () => {
    const eve = await gate.signUp()
    const [own] = gate.kinds
    const once = JSON.stringify({ ...own?.claims, sid: eve.sessionId })
    const twice = once.replace('"sub":', `"sub":${JSON.stringify(gate.ada.id)},"sub":${JSON.stringify(eve.id)},"_":`)
    const token = forge({ ...own?.header }, twice)
    const { call } = gate.by(way)
    const title = `of ${way}`

    expect(await call('auth.me', {}, token)).toMatchObject({ value: { id: eve.id } })
    expect(await call('tasks.create', { title }, token)).toMatchObject({ value: { userId: eve.id } })
    expect(await call('tasks.list', { userId: gate.ada.id }, token)).toMatchObject({ code: 'forbidden' })
    expect(await call('tasks.list', {}, eve.token)).toMatchObject({ value: { items: [{ title }] } })
  })

  it('J24: accepts a clock skew of 5 s, and refuses 5 min', async () => {
    const verdicts = Object.fromEntries(gate.kinds.map(({ name, claims }) => [name, `accepted for ${claims.sub}`]))

    expect(await verdictsOn(spoilt({ iat: seconds + 5 }), gate.by(way).call)).toEqual(verdicts)
    expect(await verdictsOn(spoilt({ nbf: seconds + 5 }), gate.by(way).call)).toEqual(verdicts)
    await expectCode(spoilt({ iat: seconds + 300, exp: seconds + 900 }), 'invalid_token')
    await expectCode(spoilt({ iat: seconds - 1200, exp: seconds - 300 }), 'token_expired')
  })
})
