import { recoveryCodes, sessions, totpSecrets } from '@taskpact/db'
import { createTestDatabase, type TestDatabase } from '@taskpact/db/testing'
import { type Outcome, startTestServer, type TestServer, testPassword, totpCode } from '@taskpact/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enableFactor, firstStep, signUpWithFactor } from './second-factor-calls.js'

const password = testPassword
const clock = { now: Date.now() }
let database: TestDatabase
let servers: TestServer[] = []
beforeAll(async () => {
  database = await createTestDatabase()
  const start = () => startTestServer({ database, now: () => new Date(clock.now), env: { DATABASE_POOL_MAX: '10' } })
  servers = [await start(), await start()]
})
afterAll(async () => {
  for (const server of servers) await server.close()
  await database?.drop()
})

const first = () => servers[0] as TestServer
/** Returns calls of two instances by turns. */
const calls = (index: number) => (servers[index % 2] as TestServer).by('in-process')
const codesOf = (outcomes: readonly Outcome[]) => outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.code)).sort()
const times = <T>(count: number, call: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, index) => call(index)))

describe('races of the second factor', () => {
  it('F2: of 20 sign-ins with one code on two instances, one succeeds', async () => {
    for (let round = 0; round < 5; round += 1) {
      const ada = await signUpWithFactor(first(), clock)
      const tickets = await times(20, (index) => firstStep(calls(index), ada.email))
      const code = ada.nextCode()

      const outcomes = await times(20, (index) =>
        calls(index).call('auth.signInWithCode', { ticket: tickets[index], code }),
      )

      expect(codesOf(outcomes)).toEqual([...Array(19).fill('invalid_code'), 'ok'])
      const db = await first().database()
      expect(await db.select().from(sessions).where(eq(sessions.userId, ada.id))).toHaveLength(2)
    }
  })

  it('F3: of 20 sign-ins with one ticket and different recovery codes, one succeeds and uses up one code', async () => {
    for (let round = 0; round < 5; round += 1) {
      const ada = await signUpWithFactor(first(), clock)
      const ticket = await firstStep(calls(0), ada.email)

      const outcomes = await times(10, (index) =>
        calls(index).call('auth.signInWithCode', { ticket, recoveryCode: ada.recoveryCodes[index] }),
      )

      expect(codesOf(outcomes)).toEqual([...Array(9).fill('invalid_ticket'), 'ok'])
      expect(await ada.value('auth.secondFactor.get')).toMatchObject({ recoveryCodesLeft: 9 })
    }
  })

  it('F4: of 20 uses of one recovery code, one succeeds', async () => {
    for (let round = 0; round < 5; round += 1) {
      const ada = await signUpWithFactor(first(), clock)
      const recoveryCode = ada.recoveryCodes[0]
      const tickets = await times(10, (index) => firstStep(calls(index), ada.email))

      const outcomes = await Promise.all([
        times(10, (index) => calls(index).call('auth.signInWithCode', { ticket: tickets[index], recoveryCode })),
        times(10, (index) => calls(index).call('auth.stepUp', { password, recoveryCode }, ada.token)),
      ])

      expect(codesOf(outcomes.flat())).toEqual([...Array(19).fill('invalid_code'), 'ok'])
    }
  })

  it('of enabling twice, one succeeds, and its recovery codes are the stored ones', async () => {
    for (let round = 0; round < 10; round += 1) {
      const ada = await first().signUp()
      const { secret } = await ada.value<{ secret: string }>('auth.secondFactor.begin', { password })
      const code = totpCode(secret, clock.now)

      const outcomes = await times(6, (index) => calls(index).call('auth.secondFactor.enable', { code }, ada.token))

      expect(codesOf(outcomes)).toEqual([...Array(5).fill('conflict'), 'ok'])
      const enabled = outcomes.find((outcome) => outcome.ok) as { value: { recoveryCodes: string[] } }
      const ticket = await firstStep(calls(1), ada.email)
      const input = { ticket, recoveryCode: enabled.value.recoveryCodes[9] }
      expect(await calls(1).call('auth.signInWithCode', input)).toMatchObject({ ok: true })
    }
  })

  it('F1: no sign-in starts a session by a password alone after the second factor was enabled', async () => {
    for (let round = 0; round < 15; round += 1) {
      const ada = await first().signUp()
      const { secret } = await ada.value<{ secret: string }>('auth.secondFactor.begin', { password })
      let isEnabled = false
      const signIns = times(8, async (index) => {
        await new Promise((resolve) => setTimeout(resolve, index))
        const after = isEnabled
        const { ok } = await calls(index).call('auth.signin', { email: ada.email, password })
        return after && ok
      })
      await ada.value('auth.secondFactor.enable', { code: totpCode(secret, clock.now) })
      isEnabled = true

      expect(await signIns).not.toContain(true)
      expect(await calls(1).call('auth.signin', { email: ada.email, password })).toMatchObject({
        code: 'second_factor_required',
      })
    }
  })

  it('of signing in, replacing, disabling, enabling and deleting fail with expected codes, and leave no row', async () => {
    const seen = new Set<string>()
    const db = await first().database()
    for (let round = 0; round < 20; round += 1) {
      const ada = await signUpWithFactor(first(), clock)
      const ticket = await firstStep(calls(0), ada.email)
      const code = ada.nextCode()
      const outcomes = await Promise.all([
        calls(1).call('auth.signInWithCode', { ticket, code }),
        calls(0).call('auth.signInWithCode', { ticket, recoveryCode: ada.recoveryCodes[0] }),
        ada.call('auth.secondFactor.replaceRecoveryCodes', {}),
        ada.call('auth.secondFactor.forgetDevices', {}),
        ada.call('auth.stepUp', { password, recoveryCode: ada.recoveryCodes[1] }),
        ada.call('auth.secondFactor.disable', {}),
        ada.call('auth.changePassword', { newPassword: 'another password' }),
        ada.call('auth.deleteMe', {}),
      ])
      for (const one of codesOf(outcomes)) seen.add(one)
      const deleted = outcomes.at(-1) as Outcome
      for (const table of deleted.ok ? [totpSecrets, recoveryCodes] : [])
        expect(await db.select().from(table).where(eq(table.userId, ada.id))).toEqual([])
    }
    const expected = [
      'ok',
      'conflict',
      'invalid_input',
      'invalid_code',
      'invalid_ticket',
      'invalid_token',
      'step_up_required',
    ]
    expect([...seen].filter((code) => !expected.includes(code))).toEqual([])
  })

  it('F7: forgetting devices outlasts sign-ins at the same time', async () => {
    const ada = await enableFactor(await first().signUp(), clock)
    const code = ada.nextCode()
    const ticket = await firstStep(calls(0), ada.email)
    const remembered = await calls(0).value<{ deviceToken: string }>('auth.signInWithCode', {
      ticket,
      code,
      rememberDevice: true,
    })
    const { deviceToken } = remembered
    const outcomes = await Promise.all([
      ada.call('auth.secondFactor.forgetDevices', {}),
      ...[0, 1, 2, 3].map((index) => calls(index).call('auth.signin', { email: ada.email, password, deviceToken })),
    ])
    const tokens = outcomes.flatMap((outcome) =>
      outcome.ok && outcome.value ? [(outcome.value as { deviceToken: string }).deviceToken] : [],
    )

    for (const token of [deviceToken, ...tokens])
      expect(await calls(1).call('auth.signin', { email: ada.email, password, deviceToken: token })).toMatchObject({
        code: 'second_factor_required',
      })
  })
})
