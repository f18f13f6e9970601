import type { SignedIn } from '@taskpact/contract'
import { emailTokens } from '@taskpact/db'
import { startMailServer, startTestServer, type TestMailServer, type TestServer, testPassword } from '@taskpact/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FactorUser, firstStep, signUpWithFactor, step } from './second-factor-calls.js'

const password = testPassword
const clock = { now: Date.now() }
let mail: TestMailServer
let server: TestServer
beforeAll(async () => {
  mail = await startMailServer()
  server = await startTestServer({ env: mail.env, now: () => new Date(clock.now) })
})
afterAll(async () => {
  await server?.close()
  await mail?.close()
})

const calls = () => server.by('in-process')

async function linkTo({ email }: FactorUser): Promise<string> {
  await calls().value('auth.requestSignInLink', { email })
  return (await mail.next(email, /^Sign in/)).token
}

describe('second factor and mails', () => {
  it('F1: a link signs no one in without the second factor, and is used up', async () => {
    const ada = await signUpWithFactor(server, clock)
    const token = await linkTo(ada)

    const first = await calls().call('auth.signInWithLink', { token })
    const second = await calls().call('auth.signInWithLink', { token })

    expect(first).toMatchObject({ ok: false, code: 'second_factor_required' })
    expect(second).toMatchObject({ code: 'invalid_link' })
    const db = await server.database()
    const left = await db.select().from(emailTokens).where(eq(emailTokens.userId, ada.id))
    expect(left.map(({ purpose }) => purpose)).not.toContain('sign_in')
    const ticket = first.ok ? '' : first.ticket
    const signedIn = await calls().value<SignedIn>('auth.signInWithCode', { ticket, code: ada.nextCode() })
    expect(signedIn.user).toMatchObject({ id: ada.id })
  })

  it('P17: a reset removes the second factor of an address that only a link without the second factor was used for', async () => {
    const ada = await signUpWithFactor(server, clock)
    await calls().call('auth.signInWithLink', { token: await linkTo(ada) })
    await calls().value('auth.requestPasswordReset', { email: ada.email })
    const { token } = await mail.next(ada.email, /^Reset/)
    await calls().value('auth.resetPassword', { token, newPassword: 'another password' })

    const signIn = await calls().call('auth.signin', { email: ada.email, password: 'another password' })
    expect(signIn).toMatchObject({ ok: true })
  })

  it('F7: a link from a remembered device needs no second factor', async () => {
    const ada = await signUpWithFactor(server, clock)
    const ticket = await firstStep(calls(), ada.email)
    const input = { ticket, code: ada.nextCode(), rememberDevice: true }
    const { deviceToken } = await calls().value<SignedIn>('auth.signInWithCode', input)

    expect(await calls().call('auth.signInWithLink', { token: await linkTo(ada), deviceToken })).toMatchObject({
      ok: true,
    })
    expect(await calls().call('auth.signInWithLink', { token: await linkTo(ada) })).toMatchObject({
      code: 'second_factor_required',
    })
  })

  it('F3: a reset of the password invalidates tickets, and keeps the second factor of a verified address', async () => {
    const ada = await signUpWithFactor(server, clock)
    await calls().value('auth.verifyEmail', { token: (await mail.next(ada.email, /^Verify/)).token })
    const ticket = await firstStep(calls(), ada.email)
    await calls().value('auth.requestPasswordReset', { email: ada.email })
    const { token } = await mail.next(ada.email, /^Reset/)
    await calls().value('auth.resetPassword', { token, newPassword: 'another password' })

    expect(await calls().call('auth.signInWithCode', { ticket, code: ada.nextCode() })).toMatchObject({
      code: 'invalid_ticket',
    })
    expect(await calls().call('auth.signin', { email: ada.email, password: 'another password' })).toMatchObject({
      code: 'second_factor_required',
    })
  })

  it('F8: a session that was not confirmed cannot change the e-mail address', async () => {
    const ada = await signUpWithFactor(server, clock)
    clock.now += 10 * 60_000 + 1
    const input = { email: `new-${ada.email}`, password }
    const call = (more: object) => ada.call('auth.changeEmail', { ...more })

    expect(await call(input)).toEqual({ ok: false, code: 'step_up_required', fields: [] })
    expect(await call({ email: input.email })).toEqual({ ok: false, code: 'step_up_required', fields: [] })
    await ada.value('auth.stepUp', { password, code: ada.nextCode() })
    expect(await call({ email: input.email })).toMatchObject({ ok: true })
    expect((await mail.next(input.email)).subject).toBe('Confirm your new e-mail address')
  })

  it('F9: the user gets a mail about each change', async () => {
    const ada = await signUpWithFactor(server, clock)
    const subjects = async (kind: RegExp) => (await mail.next(ada.email, kind)).text

    expect(await subjects(/^Second factor enabled$/)).toContain('now need a code')
    const ticket = await firstStep(calls(), ada.email)
    await calls().value('auth.signInWithCode', { ticket, recoveryCode: ada.recoveryCodes[0] })
    expect(await subjects(/^Recovery code used$/)).toContain('9 are left')
    await ada.value('auth.secondFactor.replaceRecoveryCodes', {})
    expect(await subjects(/^New recovery codes$/)).toContain('replaced')
    await ada.value('auth.secondFactor.disable', {})
    expect(await subjects(/^Second factor disabled$/)).toContain('no longer need')
  })

  it('F9: a recovery code that signs no one in sends no mail', async () => {
    const ada = await signUpWithFactor(server, clock)
    const ticket = await firstStep(calls(), ada.email)
    await calls().value('auth.signInWithCode', { ticket, code: ada.nextCode() })
    clock.now += step

    const again = await calls().call('auth.signInWithCode', { ticket, recoveryCode: ada.recoveryCodes[0] })

    expect(again).toMatchObject({ code: 'invalid_ticket' })
    expect(await ada.value('auth.secondFactor.get')).toMatchObject({ recoveryCodesLeft: 10 })
    expect(mail.mails.filter(({ to, subject }) => to === ada.email && subject === 'Recovery code used')).toEqual([])
  })
})
