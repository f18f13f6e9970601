import { randomUUID } from 'node:crypto'
import type { SignedIn } from '@taskpact/contract'
import { sessions } from '@taskpact/db'
import { startTestServer, type TestServer, testPassword, transports } from '@taskpact/testing'
import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enableFactor, expireConfirmation, firstStep, signUpWithFactor, wrongCode } from './second-factor-calls.js'
import { externalToken } from './token-calls.js'

const password = testPassword
const clock = { now: Date.now() }
let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ now: () => new Date(clock.now) })
})
afterAll(() => server?.close())

/** All operations that need a confirmed session, with the input of a client that has the password. */
const sensitive: readonly (readonly [operation: string, input: object, failure: string])[] = [
  ['auth.changePassword', { currentPassword: password, newPassword: 'another password' }, 'password_change_failed'],
  ['auth.tokens.create', { name: 'A script', scopes: ['tasks:read'], password }, 'token_creation_failed'],
  ['auth.deleteMe', { password }, 'deletion_failed'],
  ['auth.secondFactor.begin', { password }, 'second_factor_change_failed'],
  ['auth.secondFactor.disable', { password }, 'second_factor_change_failed'],
  ['auth.secondFactor.replaceRecoveryCodes', { password }, 'second_factor_change_failed'],
  ['auth.secondFactor.forgetDevices', { password }, 'second_factor_change_failed'],
]
const ofStolenSession = ({ password: _, currentPassword: __, ...input }: Record<string, unknown>) => input

async function confirmedAt(user: { id: string; sessionId: string }) {
  const db = await server.database()
  const [row] = await db
    .select({ at: sessions.confirmedAt })
    .from(sessions)
    .where(and(eq(sessions.userId, user.id), eq(sessions.id, user.sessionId)))
  return row?.at
}

describe.each(transports)('step-up over %s', (transport) => {
  const calls = () => server.by(transport)
  const stepUp = (token: string, input: object) => calls().call('auth.stepUp', { ...input }, token)

  it.each(sensitive)(
    'F8: a session that was not confirmed cannot %s, even with the password',
    async (name, input, failure) => {
      const ada = await signUpWithFactor(server, clock)
      expireConfirmation(clock)
      const { token } = await calls().value<SignedIn>('auth.refresh', { refreshToken: ada.refreshToken })
      const call = (more: object) => calls().call(name, { ...more }, token)

      expect(await call(input)).toEqual({ ok: false, code: 'step_up_required', fields: [] })
      expect(await call(ofStolenSession(input as Record<string, unknown>))).toEqual({
        ok: false,
        code: 'step_up_required',
        fields: [],
      })
      const { items } = await calls().value<{ items: { kind: string }[] }>('auth.events.list', {}, token)
      expect(items.map(({ kind }) => kind)).toEqual([failure, failure, 'second_factor_enabled', 'signed_up'])

      expect(await stepUp(token, { password, code: ada.nextCode() })).toMatchObject({ ok: true })
      const confirmed = await call(ofStolenSession(input as Record<string, unknown>))
      // What is enabled already cannot be begun.
      expect(confirmed).toMatchObject(name === 'auth.secondFactor.begin' ? { code: 'conflict' } : { ok: true })
    },
  )

  it('F8: confirms this session for ten minutes, and no other one', async () => {
    const ada = await signUpWithFactor(server, clock)
    expireConfirmation(clock)
    const code = ada.nextCode()
    const { confirmedUntil } = await calls().value<{ confirmedUntil: string }>(
      'auth.stepUp',
      { password, code },
      (await renew(ada)).token,
    )
    const ticket = await firstStep(calls(), ada.email)
    const other = await calls().value<SignedIn>('auth.signInWithCode', { ticket, code: ada.nextCode() })
    const disable = async (refreshToken: string | undefined) =>
      calls().call('auth.secondFactor.forgetDevices', {}, (await renew({ refreshToken })).token)

    expect(Date.parse(confirmedUntil)).toBe(Date.parse(String(await confirmedAt(ada))) + 10 * 60_000)
    // A sign-in with a code confirms its own session.
    expect(await disable(other.refreshToken)).toMatchObject({ ok: true })
    clock.now = Date.parse(confirmedUntil) + 1
    expect(await disable(renewed.get(ada.refreshToken) ?? ada.refreshToken)).toMatchObject({ code: 'step_up_required' })
  })

  /** The newest refresh token of each session. */
  const renewed = new Map<string | undefined, string | undefined>()
  async function renew({ refreshToken }: { refreshToken: string | undefined }): Promise<SignedIn> {
    const next = await calls().value<SignedIn>('auth.refresh', { refreshToken })
    renewed.set(refreshToken, next.refreshToken)
    return next
  }

  it('F8: needs a code and, if the account has one, the password', async () => {
    const ada = await signUpWithFactor(server, clock)
    const code = ada.nextCode()
    const input = { password, code }

    expect(await stepUp(ada.token, { code })).toMatchObject({ code: 'invalid_input', fields: ['body/password'] })
    expect(await stepUp(ada.token, { password })).toMatchObject({ code: 'invalid_input', fields: ['body/code'] })
    expect(await stepUp(ada.token, { ...input, password: 'not it' })).toMatchObject({ code: 'wrong_password' })
    expect(await stepUp(ada.token, { password, code: wrongCode(ada.secret, clock.now) })).toMatchObject({
      code: 'invalid_code',
    })
    expect(await stepUp(ada.token, input)).toMatchObject({ ok: true })
    expect(await stepUp(ada.token, input)).toMatchObject({ code: 'invalid_code' })
    expect(await stepUp(ada.token, { password, recoveryCode: ada.recoveryCodes[3] })).toMatchObject({ ok: true })
    expect(await stepUp(ada.token, { password, recoveryCode: ada.recoveryCodes[3] })).toMatchObject({
      code: 'invalid_code',
    })
    const { items } = await ada.value<{ items: { kind: string }[] }>('auth.events.list', {})
    expect(items.map(({ kind }) => kind)).toEqual([
      'step_up_failed',
      'stepped_up',
      'recovery_code_used',
      'step_up_failed',
      'stepped_up',
      'step_up_failed',
      'step_up_failed',
      'second_factor_enabled',
      'signed_up',
    ])
  })

  it('needs the password alone without a second factor', async () => {
    const ada = await server.signUp()

    expect(await stepUp(ada.token, {})).toMatchObject({ code: 'invalid_input', fields: ['body/password'] })
    expect(await stepUp(ada.token, { password: 'not it' })).toMatchObject({ code: 'wrong_password' })
    expect(await stepUp(ada.token, { password })).toMatchObject({ ok: true })
    expect(await calls().call('auth.deleteMe', {}, ada.token)).toMatchObject({ ok: true })
  })

  it('F8: is refused for tokens of external issuers and personal access tokens', async () => {
    const { token } = await (await server.signUp()).value<{ token: string }>('auth.tokens.create', {
      name: 'A script',
      scopes: ['tasks:read'],
      password,
    })
    const external = externalToken({
      sub: randomUUID(),
      iat: Math.floor(clock.now / 1000),
      exp: Math.floor(clock.now / 1000) + 900,
    })

    expect(await stepUp(token, { password })).toMatchObject({ code: 'insufficient_scope' })
    expect(await stepUp(external, { password })).toMatchObject({ code: 'forbidden' })
    for (const name of ['begin', 'enable'])
      expect(await calls().call(`auth.secondFactor.${name}`, { code: '123456' }, external)).toMatchObject({
        code: name === 'begin' ? 'invalid_input' : 'forbidden',
      })
    expect(await calls().call('auth.secondFactor.begin', {}, external)).toMatchObject({ code: 'forbidden' })
  })

  it('F8: a token of another issuer for a user with a second factor changes nothing', async () => {
    const ada = await signUpWithFactor(server, clock)
    const seconds = Math.floor(clock.now / 1000)
    const token = externalToken({ sub: ada.id, iat: seconds, exp: seconds + 900 })

    for (const [name, input] of sensitive)
      expect(await calls().call(name, { ...input }, token), name).toMatchObject({
        code: name === 'auth.secondFactor.begin' ? 'forbidden' : 'step_up_required',
      })
  })
})

it('F8: the session that enables a second factor counts as confirmed, and others do not', async () => {
  const ada = await server.signUp()
  const other = await server.signIn(ada.email)
  await enableFactor(ada, clock)

  expect(await confirmedAt(ada)).toBe(new Date(clock.now).toISOString())
  expect(await confirmedAt(other)).toBeNull()
  expect(await other.call('auth.secondFactor.disable', { password })).toMatchObject({ code: 'step_up_required' })
  expect(await ada.call('auth.secondFactor.disable', {})).toMatchObject({ ok: true })
})
