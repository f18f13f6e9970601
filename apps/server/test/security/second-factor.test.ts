import type { SecondFactor, SignedIn } from '@taskpact/contract'
import { recoveryCodes, totpSecrets, usedTickets } from '@taskpact/db'
import { createTestDatabase } from '@taskpact/db/testing'
import { startTestServer, type TestServer, testPassword, testSecret, totpCode, transports } from '@taskpact/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enableFactor, firstStep, signUpWithFactor, step, totpRow, wrongCode } from './second-factor-calls.js'

const clock = { now: Date.now() }
const now = () => new Date(clock.now)
let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ now })
})
afterAll(() => server?.close())

const invalidCode = { ok: false, code: 'invalid_code', fields: [] }
const invalidTicket = { ok: false, code: 'invalid_ticket', fields: [] }
const password = testPassword
const kindsOf = async (token: string) =>
  (
    await server.by('in-process').value<{ items: { kind: string }[] }>('auth.events.list', { limit: 100 }, token)
  ).items.map(({ kind }) => kind)

describe.each(transports)('second factor over %s', (transport) => {
  const calls = () => server.by(transport)
  const signInWithCode = (input: object) => calls().call('auth.signInWithCode', { ...input })

  it('F1: a right password starts no session, and a code completes the sign-in', async () => {
    const ada = await signUpWithFactor(server, clock)

    const first = await calls().call('auth.signin', { email: ada.email, password })
    const ticket = await firstStep(calls(), ada.email)
    const second = await calls().value<SignedIn>('auth.signInWithCode', { ticket, code: ada.nextCode() })

    expect(first).toMatchObject({ ok: false, code: 'second_factor_required', ticket: expect.any(String) })
    expect(second).toMatchObject({ user: { id: ada.id }, refreshToken: expect.any(String) })
    expect(await calls().call('auth.me', {}, second.token)).toMatchObject({ ok: true })
    expect((await calls().value<{ items: unknown[] }>('auth.sessions.list', {}, second.token)).items).toHaveLength(2)
    expect(await kindsOf(second.token)).toEqual(['signed_in', 'second_factor_enabled', 'signed_up'])
  })

  it('F1: a wrong password has the response of an account without a second factor', async () => {
    const ada = await signUpWithFactor(server, clock)
    const eve = await server.signUp()
    const signIn = (email: string) => calls().call('auth.signin', { email, password: 'not it, not it' })

    expect(await signIn(ada.email)).toEqual(await signIn(eve.email))
    expect(await signIn(ada.email)).toEqual({ ok: false, code: 'invalid_credentials', fields: [] })
  })

  it('F2: a code is accepted one step early or late, and once', async () => {
    const ada = await signUpWithFactor(server, clock)
    const tryCode = async (code: string) => signInWithCode({ ticket: await firstStep(calls(), ada.email), code })
    clock.now += 10 * step
    const at = clock.now
    const codeAt = (steps: number) => totpCode(ada.secret, at + steps * step)

    expect(await tryCode(codeAt(-2))).toEqual(invalidCode)
    expect(await tryCode(codeAt(2))).toEqual(invalidCode)
    expect(await tryCode(codeAt(-1))).toMatchObject({ ok: true })
    expect(await tryCode(codeAt(-1))).toEqual(invalidCode)
    expect(await tryCode(codeAt(1))).toMatchObject({ ok: true })
    expect(await tryCode(codeAt(0))).toEqual(invalidCode)
  })

  it('F2: the code that enabled the second factor signs no one in', async () => {
    const ada = await signUpWithFactor(server, clock)
    const code = totpCode(ada.secret, clock.now)

    expect(await signInWithCode({ ticket: await firstStep(calls(), ada.email), code })).toEqual(invalidCode)
  })

  it('F3: a ticket is used once, expires after ten minutes and cannot be forged', async () => {
    const ada = await signUpWithFactor(server, clock)
    const ticket = await firstStep(calls(), ada.email)
    const late = await firstStep(calls(), ada.email)
    const code = wrongCode(ada.secret, clock.now)

    expect(await signInWithCode({ ticket, code })).toEqual(invalidCode)
    expect(await signInWithCode({ ticket, code: ada.nextCode() })).toMatchObject({ ok: true })
    expect(await signInWithCode({ ticket, code: ada.nextCode() })).toEqual(invalidTicket)
    for (const forged of ['', 'a', 'a.b', ticket.slice(1), `${ticket}A`, ada.token, String(ada.refreshToken)])
      expect(await signInWithCode({ ticket: forged, code: ada.nextCode() }), forged).toEqual(invalidTicket)
    clock.now += 10 * 60_000
    expect(await signInWithCode({ ticket: late, code: ada.nextCode() })).toEqual(invalidTicket)
  })

  it('F3: a change of the password or the second factor invalidates tickets', async () => {
    const ada = await signUpWithFactor(server, clock)
    const before = await firstStep(calls(), ada.email)
    await ada.value('auth.secondFactor.disable', {})
    expect(await signInWithCode({ ticket: before, code: ada.nextCode() })).toEqual(invalidTicket)

    const again = await enableFactor(ada, clock)
    expect(await signInWithCode({ ticket: before, code: again.nextCode() })).toEqual(invalidTicket)

    const ticket = await firstStep(calls(), ada.email)
    await again.value('auth.changePassword', { newPassword: 'another password' })
    expect(await signInWithCode({ ticket, code: again.nextCode() })).toEqual(invalidTicket)
  })

  it('F4: a recovery code signs in once, however it is typed, and leaves the second factor enabled', async () => {
    const ada = await signUpWithFactor(server, clock)
    const [recoveryCode = '', other = ''] = ada.recoveryCodes
    const typed = ` ${recoveryCode.toUpperCase().replaceAll('-', ' ')}`

    const signedIn = await calls().value<SignedIn>('auth.signInWithCode', {
      ticket: await firstStep(calls(), ada.email),
      recoveryCode: typed,
    })

    const ticket = await firstStep(calls(), ada.email)
    expect(await signInWithCode({ ticket, recoveryCode })).toEqual(invalidCode)
    expect(await calls().value<SecondFactor>('auth.secondFactor.get', {}, signedIn.token)).toEqual({
      totp: { enabledAt: expect.any(String) },
      recoveryCodesLeft: 9,
    })
    expect(await kindsOf(signedIn.token)).toEqual([
      'second_factor_failed',
      'signed_in',
      'recovery_code_used',
      'second_factor_enabled',
      'signed_up',
    ])
    const replaced = await calls().value<{ recoveryCodes: string[] }>(
      'auth.secondFactor.replaceRecoveryCodes',
      {},
      signedIn.token,
    )
    expect(replaced.recoveryCodes).toHaveLength(10)
    expect(await signInWithCode({ ticket, recoveryCode: other })).toEqual(invalidCode)
    expect(await signInWithCode({ ticket, recoveryCode: replaced.recoveryCodes[9] })).toMatchObject({ ok: true })
  })

  it('requires exactly one code', async () => {
    const ada = await signUpWithFactor(server, clock)
    const ticket = await firstStep(calls(), ada.email)
    const both = { ticket, code: ada.nextCode(), recoveryCode: ada.recoveryCodes[0] }

    expect(await signInWithCode({ ticket })).toMatchObject({ code: 'invalid_input', fields: ['body/code'] })
    expect(await signInWithCode(both)).toMatchObject({ code: 'invalid_input', fields: ['body/recoveryCode'] })
    expect(await signInWithCode({ ticket, code: '12345' })).toMatchObject({ code: 'invalid_input' })
  })

  it('has no effect before the first code, and is begun again until then', async () => {
    const ada = await server.signUp()
    const begin = () => ada.value<{ secret: string; uri: string }>('auth.secondFactor.begin', { password })
    const first = await begin()
    const second = await begin()
    const enable = (secret: string) =>
      calls().call('auth.secondFactor.enable', { code: totpCode(secret, clock.now) }, ada.token)

    expect(second.uri).toBe(
      `otpauth://totp/Taskpact:${encodeURIComponent(ada.email)}?issuer=Taskpact&secret=${second.secret}&algorithm=SHA1&digits=6&period=30`,
    )
    expect(second.secret).toMatch(/^[A-Z2-7]{32}$/)
    expect(await calls().call('auth.signin', { email: ada.email, password })).toMatchObject({ ok: true })
    expect(await enable(first.secret)).toEqual(invalidCode)
    expect(await enable(second.secret)).toMatchObject({ ok: true })
    expect(await enable(second.secret)).toMatchObject({ code: 'conflict' })
    expect(await ada.call('auth.secondFactor.begin', { password })).toMatchObject({ code: 'conflict' })
    expect(await calls().call('auth.signin', { email: ada.email, password })).toMatchObject({
      code: 'second_factor_required',
    })
  })

  it('is enabled only after begin, which requires the password', async () => {
    const ada = await server.signUp()
    const enabled = await calls().call('auth.secondFactor.enable', { code: '123456' }, ada.token)

    expect(enabled).toMatchObject({ code: 'conflict' })
    expect(await calls().call('auth.secondFactor.begin', {}, ada.token)).toMatchObject({ fields: ['body/password'] })
    expect(await calls().call('auth.secondFactor.begin', { password: 'not it' }, ada.token)).toMatchObject({
      code: 'wrong_password',
    })
    expect(await kindsOf(ada.token)).toEqual(['second_factor_change_failed', 'signed_up'])
  })

  it('leaves other sessions when it is enabled, and none of it when it is disabled', async () => {
    const ada = await server.signUp()
    const other = await server.signIn(ada.email)
    const { recoveryCodes: codes } = await enableFactor(ada, clock)

    expect(codes).toHaveLength(10)
    expect(new Set(codes).size).toBe(10)
    for (const code of codes) expect(code).toMatch(/^[a-z2-7]{4}(-[a-z2-7]{4}){3}$/)
    expect(await other.call('auth.me')).toMatchObject({ ok: true })
    await calls().value('auth.secondFactor.disable', {}, ada.token)
    expect(await calls().call('auth.secondFactor.disable', { password }, ada.token)).toMatchObject({ code: 'conflict' })
    expect(await calls().call('auth.secondFactor.replaceRecoveryCodes', { password }, ada.token)).toMatchObject({
      code: 'conflict',
    })
    expect(await calls().call('auth.signin', { email: ada.email, password })).toMatchObject({ ok: true })
    expect(await calls().value('auth.secondFactor.get', {}, ada.token)).toEqual({ totp: null, recoveryCodesLeft: 0 })
  })
})

describe('stored second factors', () => {
  it('F5: contain neither the secret nor a recovery code', async () => {
    const ada = await signUpWithFactor(server, clock)
    const db = await server.database()
    const rows = JSON.stringify([
      await db.select().from(totpSecrets).where(eq(totpSecrets.userId, ada.id)),
      await db.select().from(recoveryCodes).where(eq(recoveryCodes.userId, ada.id)),
    ])

    for (const secret of [ada.secret, ...ada.recoveryCodes.flatMap((code) => [code, code.replaceAll('-', '')])]) {
      expect(rows).not.toContain(secret)
      expect(rows).not.toContain(Buffer.from(secret).toString('base64url'))
      expect(server.log.join('\n')).not.toContain(secret)
    }
  })

  it('F5: work after a rotation of JWT_SECRET, and are encrypted again when they are used', async () => {
    const database = await createTestDatabase()
    const newSecret = 'a new secret of the tests, of at least 32 bytes'
    const start = (env: Record<string, string>) => startTestServer({ database, now, env })
    const signIn = async ({ by }: TestServer, email: string, input: object) => {
      const ticket = await firstStep(by('in-process'), email)
      return by('in-process').call('auth.signInWithCode', { ticket, ...input })
    }
    try {
      const before = await start({})
      const ada = await signUpWithFactor(before, clock)
      const encrypted = (await totpRow(before, ada.id))?.secret
      await before.close()

      const rotated = await start({ JWT_SECRET: newSecret, JWT_SECRET_PREVIOUS: testSecret })
      expect(await signIn(rotated, ada.email, { code: ada.nextCode() })).toMatchObject({ ok: true })
      const again = (await totpRow(rotated, ada.id))?.secret
      expect(again).not.toBe(encrypted)
      await rotated.close()

      const after = await start({ JWT_SECRET: newSecret })
      expect(await signIn(after, ada.email, { code: ada.nextCode() })).toMatchObject({ ok: true })
      expect((await totpRow(after, ada.id))?.secret).toBe(again)
      await after.close()

      const lost = await start({})
      expect(await signIn(lost, ada.email, { code: ada.nextCode() })).toEqual(invalidCode)
      expect(lost.log.filter((line) => line.includes(ada.id) && line.includes('No secret decrypts'))).toHaveLength(1)
      expect(await signIn(lost, ada.email, { recoveryCode: ada.recoveryCodes[0] })).toMatchObject({ ok: true })
      await lost.close()
    } finally {
      await database.drop()
    }
  })

  it('are exported, and deleted with the account', async () => {
    const ada = await signUpWithFactor(server, clock)
    await server.by('in-process').value('auth.signInWithCode', {
      ticket: await firstStep(server.by('in-process'), ada.email),
      recoveryCode: ada.recoveryCodes[0],
    })
    const exported = await ada.value<{ secondFactor: SecondFactor }>('auth.exportMe')
    await ada.value('auth.deleteMe', { password })
    const db = await server.database()

    expect(exported.secondFactor).toEqual({ totp: { enabledAt: expect.any(String) }, recoveryCodesLeft: 9 })
    for (const table of [totpSecrets, recoveryCodes, usedTickets])
      expect(await db.select().from(table).where(eq(table.userId, ada.id))).toEqual([])
  })
})
