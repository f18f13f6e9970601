import { createAuthenticator, type User } from '@taskpact/testing'
import { describe, expect, it } from 'vitest'
import { addPasskey, kindsOf } from '../security/passkey-calls.js'
import { signUpWithFactor, wrongCode } from '../security/second-factor-calls.js'
import { authorizationRequest, requestOf, webApp } from './oauth-server.js'
import { createPageBrowser, type Page, unescaped } from './page-browser.js'
import { useOAuthServer } from './use-oauth-server.js'

const clock = { now: Date.now() }
const now = () => new Date(clock.now)
const password = 'Test123!'
const server = useOAuthServer({ now })
const limited = useOAuthServer({
  env: { RATE_LIMIT_CREDENTIALS: '5' },
  failureLimits: { perAccountAndAddress: 2, perAccount: 100, perAddress: 100, perKnownClient: 100 },
})

async function open(at = server) {
  const browser = createPageBrowser(at.publicUrl)
  const request = requestOf(webApp)
  const page = await browser.open(authorizationRequest(at, request).url)
  return {
    page,
    submit: (from: Page, action: string, fields: Record<string, string>) => browser.submit(from, action, fields),
  }
}

const isConsent = ({ text }: Page) => text.includes('Allow Calendar to use your account?')
const errorOf = ({ text }: Page) => unescaped(/class="error" role="alert">([^<]+)</.exec(text)?.[1] ?? '')

describe('sign-in page', () => {
  it('signs in by password without a session, and records it', async () => {
    const ada = await server.signUp()
    const { page, submit } = await open()
    const next = await submit(page, '/password', { email: ada.email.toUpperCase(), password })
    expect(isConsent(next)).toBe(true)
    expect(await kindsOf(ada)).toEqual(['signed_in', 'signed_up'])
    expect((await ada.value<{ items: unknown[] }>('auth.sessions.list')).items).toHaveLength(1)
  })

  it('shows what is wrong, keeps the address and not the password', async () => {
    const ada = await server.signUp()
    const { page, submit } = await open()
    const next = await submit(page, '/password', { email: ada.email, password: 'wrong-canary' })
    expect(errorOf(next)).toBe('The e-mail address or the password is wrong.')
    expect(unescaped(next.text)).toContain(`value="${ada.email}"`)
    expect(next.text).not.toContain('wrong-canary')
    expect(await kindsOf(ada)).toEqual(['sign_in_failed', 'signed_up'])
    expect(isConsent(await submit(next, '/password', { email: ada.email, password }))).toBe(true)
  })

  it.each([
    ['', ''],
    ['no address', password],
    ['ada@example.com', ''],
    ['<b>@example.com', 'x'],
  ])('asks again for incomplete credentials: %j', async (email, typed) => {
    const { page, submit } = await open()
    const next = await submit(page, '/password', { email, password: typed })
    expect(next.status).toBe(200)
    expect(errorOf(next)).not.toBe('')
    expect(next.text).not.toContain('<b>')
  })

  it('O9: has the limits of wrong passwords and of requests', async () => {
    const ada = await limited.signUp()
    const { page, submit } = await open(limited)
    const wrong = { email: ada.email, password: 'wrong' }
    await submit(page, '/password', wrong)
    await submit(page, '/password', wrong)
    expect(errorOf(await submit(page, '/password', { email: ada.email, password }))).toMatch(/Too many/)
    await submit(page, '/password', wrong)
    await submit(page, '/password', wrong)
    expect(await submit(page, '/password', wrong)).toMatchObject({ status: 429 })
  })
})

describe('second factor on the page', () => {
  it('O9: is required after the password', async () => {
    const ada = await signUpWithFactor(server, clock)
    const { page, submit } = await open()
    const second = await submit(page, '/password', { email: ada.email, password })
    expect(second.text).toContain('Enter the code of your authenticator app')
    const wrong = await submit(second, '/code', { code: wrongCode(ada.secret, clock.now) })
    expect(errorOf(wrong)).toBe('The code is wrong, has expired or was used before.')
    const code = ada.nextCode()
    expect(isConsent(await submit(wrong, '/code', { code: `${code.slice(0, 3)} ${code.slice(3)}` }))).toBe(true)
  })

  it('accepts a recovery code', async () => {
    const ada = await signUpWithFactor(server, clock)
    const { page, submit } = await open()
    const second = await submit(page, '/password', { email: ada.email, password })
    const recovery = { ...second, text: second.text.slice(second.text.indexOf('<details>')) }
    const next = await submit(recovery, '/code', { recoveryCode: ada.recoveryCodes[0] as string })
    expect(isConsent(next)).toBe(true)
  })

  it('cannot be left out', async () => {
    const ada = await signUpWithFactor(server, clock)
    const { page, submit } = await open()
    const second = await submit(page, '/password', { email: ada.email, password })
    for (const step of ['/consent', '/switch']) {
      const action = /action="([^"]*)\/code"/.exec(second.text)?.[1] as string
      const forged = { ...second, text: `<form method="post" action="${action}${step}"></form>` }
      const next = await submit(forged, step, { decision: 'allow' })
      expect(isConsent(next)).toBe(false)
      expect(next.text).toContain('Sign in to continue')
    }
  })
})

describe('passkey on the page', () => {
  it('signs in, without a code', async () => {
    const ada = await signUpWithFactor(server, clock)
    const { authenticator } = await addPasskey(ada, createAuthenticator({ origin: server.publicUrl }))
    const { page, submit } = await open()
    const options = JSON.parse(unescaped(/data-options="([^"]*)"/.exec(page.text)?.[1] ?? ''))
    const response = JSON.stringify(authenticator.get(options))
    expect(isConsent(await submit(page, '/passkey', { response }))).toBe(true)
  })

  it('is refused if it is of another page', async () => {
    const ada: User = await server.signUp()
    const { authenticator } = await addPasskey(ada, createAuthenticator({ origin: server.publicUrl }))
    const { page, submit } = await open()
    const options = JSON.parse(unescaped(/data-options="([^"]*)"/.exec(page.text)?.[1] ?? ''))
    const response = JSON.stringify(authenticator.get(options, { origin: 'https://evil.example' }))
    const next = await submit(page, '/passkey', { response })
    expect(isConsent(next)).toBe(false)
    expect(errorOf(next)).toMatch(/does not verify/)
    expect(errorOf(await submit(page, '/passkey', { response: 'no JSON' }))).toMatch(/could not be used/)
  })
})
