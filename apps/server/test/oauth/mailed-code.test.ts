import { randomUUID } from 'node:crypto'
import { emailTokens, mails as outbox, users } from '@taskpact/db'
import { startMailServer, type TestMailServer, testPassword, type User } from '@taskpact/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recordStatements } from '../conformance/recorded-statements.js'
import { kindsOf } from '../security/passkey-calls.js'
import { enableFactor } from '../security/second-factor-calls.js'
import { allow, authorizationRequest, type OAuthServer, requestOf, startOAuthServer, webApp } from './oauth-server.js'
import { createPageBrowser, type Page, unescaped } from './page-browser.js'

const clock = { now: Date.now() }
const recorder = recordStatements()
let mail: TestMailServer
let server: OAuthServer
let limited: OAuthServer
let silent: OAuthServer
beforeAll(async () => {
  mail = await startMailServer()
  const options = { env: mail.env, now: () => new Date(clock.now), onQuery: recorder.onQuery }
  server = await startOAuthServer(options)
  limited = await startOAuthServer({ env: { ...mail.env, RATE_LIMIT_CREDENTIALS: '3' } })
  silent = await startOAuthServer()
})
afterAll(async () => {
  await server?.close()
  await limited?.close()
  await silent?.close()
  await mail?.close()
})

/** A user with a verified address and without a password, as after a sign-in by an identity provider. */
async function signUp(): Promise<User> {
  const ada = await server.signUp()
  const { token } = await mail.next(ada.email, /Verify/)
  await ada.value('auth.verifyEmail', { token })
  const db = await server.database()
  await db.update(users).set({ passwordHash: null }).where(eq(users.id, ada.id))
  return ada
}

async function open(at = server) {
  const browser = createPageBrowser(at.publicUrl)
  const { url } = authorizationRequest(at, requestOf(webApp))
  return { browser, url, page: await browser.open(url) }
}

/** Asks for a code on the page. Returns the page that waits for it. */
async function requestCode(email: string) {
  const { browser, page } = await open()
  return { browser, page: await browser.submit(page, '/request-code', { email }) }
}

const nextMail = (email: string) => mail.next(email, /code/)
const codeOf = ({ text }: { readonly text: string }) => /^\d{4} \d{4}$/m.exec(text)?.[0] as string
const otherThan = (code: string) => String((Number(code.replace(' ', '')) + 1) % 1e8).padStart(8, '0')
const isConsent = ({ text }: Page) => text.includes('Allow Calendar to use your account?')
const errorOf = ({ text }: Page) => unescaped(/class="error" role="alert">([^<]+)</.exec(text)?.[1] ?? '')
const noCode = 'The code is wrong, has expired or was used before.'

describe('code from a mail on the sign-in page', () => {
  it('O14: signs in a user without a password or a passkey, without a session', async () => {
    const ada = await signUp()
    const { browser, page } = await requestCode(` ${ada.email.toUpperCase()} `)
    const sent = await nextMail(ada.email)
    expect(sent.text).toContain(`Enter it on the page of ${new URL(server.publicUrl).host} that asks for it`)
    expect(sent.link).toBeUndefined()

    const consent = await browser.submit(page, '/mailed-code', { code: codeOf(sent) })

    expect(isConsent(consent)).toBe(true)
    expect((await allow(browser, consent, ada)).searchParams.get('code')).toBeTruthy()
    expect(await kindsOf(ada)).toEqual([
      'app_authorized',
      'signed_in',
      'sign_in_code_requested',
      'email_verified',
      'signed_up',
    ])
    expect((await ada.value<{ items: unknown[] }>('auth.sessions.list')).items).toHaveLength(1)
  })

  it('has labels, needs no script, and shows the address as text', async () => {
    const { page } = await requestCode('<b>@example.com')
    expect(page.status).toBe(200)
    expect(page.text).toContain('<label for="code">Code</label>')
    expect(page.text).toMatch(/<input id="code"[^>]*autocomplete="one-time-code"/)
    expect(page.text).not.toMatch(/<script|<b>/)
    expect(page.headers.get('referrer-policy')).toBe('same-origin')
    expect(page.headers.get('cache-control')).toBe('no-store')
    expect(page.url).not.toContain('?')
  })

  it.each(['', 'no address'])('asks for an address: %j', async (email) => {
    const { page } = await requestCode(email)
    expect(errorOf(page)).toBe('Enter your e-mail address.')
    expect(page.text).toContain('/password"')
  })

  it('is sent again, and the earlier code stays valid for the page that asked for it', async () => {
    const ada = await signUp()
    const { browser, page } = await requestCode(ada.email)
    const first = codeOf(await nextMail(ada.email))
    const again = await browser.submit(page, '/request-code')
    const second = codeOf(await nextMail(ada.email))

    expect(errorOf(await browser.submit(again, '/mailed-code', { code: otherThan(second) }))).toBe(noCode)
    expect(isConsent(await browser.submit(page, '/mailed-code', { code: first }))).toBe(true)
  })

  it('O14: is not accepted in the browser of another request', async () => {
    const ada = await signUp()
    const own = await requestCode(ada.email)
    const code = codeOf(await nextMail(ada.email))
    const foreign = await requestCode(ada.email)
    const ticket = /name="ticket" value="([^"]*)"/.exec(own.page.text)?.[1] as string

    expect(errorOf(await foreign.browser.submit(foreign.page, '/mailed-code', { code }))).toBe(noCode)
    expect(errorOf(await foreign.browser.submit(foreign.page, '/mailed-code', { code, ticket }))).toBe(noCode)
    expect(isConsent(await own.browser.submit(own.page, '/mailed-code', { code }))).toBe(true)
  })

  it('O14: expires after 15 minutes', async () => {
    const ada = await signUp()
    const { browser, page } = await requestCode(ada.email)
    const code = codeOf(await nextMail(ada.email))
    clock.now += 15 * 60_000
    expect(errorOf(await browser.submit(page, '/mailed-code', { code }))).toBe(noCode)
  })

  it('O14: can be used once, and needs the second factor', async () => {
    const ada = await enableFactor(await server.signUp(), clock)
    const { browser, page } = await requestCode(ada.email)
    const code = codeOf(await nextMail(ada.email))

    const second = await browser.submit(page, '/mailed-code', { code })
    expect(second.text).toContain('Enter the code of your authenticator app')
    clock.now += 3000 // longer than a double click
    expect(errorOf(await browser.submit(page, '/mailed-code', { code }))).toBe(noCode)
    expect(isConsent(await browser.submit(second, '/code', { code: ada.nextCode() }))).toBe(true)
  })

  it('O14: is refused after five wrong ones, also simultaneous ones', async () => {
    const ada = await signUp()
    const { browser, page } = await requestCode(ada.email)
    const code = codeOf(await nextMail(ada.email))
    const wrong = () => browser.submit(page, '/mailed-code', { code: otherThan(code) })

    const errors = (await Promise.all(Array.from({ length: 7 }, wrong))).map(errorOf)

    expect(errors.filter((error) => error === noCode)).toHaveLength(5)
    expect(errors.filter((error) => error.startsWith('Too many wrong codes'))).toHaveLength(2)
    expect(errorOf(await browser.submit(page, '/mailed-code', { code }))).toMatch(/^Too many wrong codes/)
    expect((await kindsOf(ada)).filter((kind) => kind === 'sign_in_failed')).toHaveLength(5)
  })

  it('is not counted if it is incomplete', async () => {
    const ada = await signUp()
    const { browser, page } = await requestCode(ada.email)
    for (const code of ['', 'abc'])
      expect(errorOf(await browser.submit(page, '/mailed-code', { code }))).toBe('Enter the code.')
    expect(errorOf(await browser.submit(page, '/mailed-code', { code: '12345678', ticket: 'forged' }))).toBe(noCode)
    expect(await kindsOf(ada)).not.toContain('sign_in_failed')
  })

  it('signs in although the form is submitted twice, as by a double click', async () => {
    const ada = await signUp()
    const { browser, page } = await requestCode(ada.email)
    const code = codeOf(await nextMail(ada.email))
    expect(isConsent(await browser.submitTwice(page, '/mailed-code', { code }))).toBe(true)
    expect((await kindsOf(ada)).filter((kind) => kind === 'signed_in')).toHaveLength(1)
  })

  it('leads to the second factor although both forms are submitted twice', async () => {
    const ada = await enableFactor(await server.signUp(), clock)
    const { browser, page } = await requestCode(ada.email)
    const code = codeOf(await nextMail(ada.email))
    const second = await browser.submitTwice(page, '/mailed-code', { code })
    expect(second.text).toContain('Enter the code of your authenticator app')
    expect(isConsent(await browser.submitTwice(second, '/code', { code: ada.nextCode() }))).toBe(true)
    expect(await kindsOf(ada)).not.toContain('sign_in_failed')
  })

  it('ends with a reset of the password', async () => {
    const ada = await signUp()
    const { browser, page } = await requestCode(ada.email)
    const code = codeOf(await nextMail(ada.email))
    await ada.value('auth.requestPasswordReset', { email: ada.email })
    const { token } = await mail.next(ada.email, /Reset/)
    await ada.value('auth.resetPassword', { token, newPassword: 'another good one' })
    expect(errorOf(await browser.submit(page, '/mailed-code', { code }))).toBe(noCode)
  })

  it('ends with a change of the password', async () => {
    const ada = await signUp()
    const { browser, page } = await requestCode(ada.email)
    const code = codeOf(await nextMail(ada.email))
    await ada.value('auth.changePassword', { newPassword: 'another good one' })
    expect(errorOf(await browser.submit(page, '/mailed-code', { code }))).toBe(noCode)
  })

  it('gives an account with an unverified address to its owner, as a link does', async () => {
    const ada = await server.signUp()
    const { browser, page } = await requestCode(ada.email)
    const code = codeOf(await nextMail(ada.email))
    expect(isConsent(await browser.submit(page, '/mailed-code', { code }))).toBe(true)
    expect(await ada.call('auth.me')).toMatchObject({ code: 'invalid_token' })
  })

  it('gives such an account to its owner although the browser has signed in to it before', async () => {
    const ada = await server.signUp()
    const { browser, page } = await open()
    await browser.submit(page, '/password', { email: ada.email, password: testPassword })
    const request = requestOf(webApp)
    const again = await browser.open(authorizationRequest(server, { ...request, more: { prompt: 'login' } }).url)
    const waiting = await browser.submit(again, '/request-code', { email: ada.email })
    const code = codeOf(await nextMail(ada.email))
    expect(isConsent(await browser.submit(waiting, '/mailed-code', { code }))).toBe(true)
  })
})

describe('request for a code', () => {
  it('O14: has the same page and runs the same statements for an unknown address', async () => {
    const { browser, page } = await open()
    const observe = async (email: string) => {
      let shown = page
      const submit = async () => {
        shown = await browser.submit(page, '/request-code', { email })
        await untilSent()
      }
      const requested = withoutJob(await recorder.during(submit))
      const waiting = shown
      const guess = async () => {
        shown = await browser.submit(waiting, '/mailed-code', { code: '00000000' })
      }
      const guessed = withoutJob(await recorder.during(guess))
      const neutral = (one: Page) =>
        one.text.replaceAll(email, 'EMAIL').replace(/(name="ticket" value=")[^"]*/, '$1TICKET')
      return { requested, guessed, pages: [neutral(waiting), neutral(shown)] }
    }
    const known = (await signUp()).email
    await observe(newEmail()) // creates the row of the unknown user

    const ofKnown = await observe(known)
    const ofUnknown = await observe(newEmail())

    expect(ofKnown.requested.length).toBeGreaterThanOrEqual(4)
    expect(ofKnown.pages[1]).toContain(noCode)
    expect(ofUnknown).toEqual(ofKnown)
    expect(mail.mails.filter(({ subject, to }) => /code/.test(subject) && to === known)).toHaveLength(1)
  })

  it('O14: is limited by address, whether an account has it or not', async () => {
    for (const email of [(await signUp()).email, newEmail()]) {
      const { browser, page } = await requestCode(email)
      for (let n = 0; n < 4; n++) expect(errorOf(await browser.submit(page, '/request-code'))).toBe('')
      expect(errorOf(await browser.submit(page, '/request-code'))).toMatch(/^Too many mails to this address/)
    }
  })

  it('O14: is limited as sign-ins are', async () => {
    const { browser, page } = await open(limited)
    const statuses: number[] = []
    for (let n = 0; n < 3; n++)
      statuses.push((await browser.submit(page, '/request-code', { email: newEmail() })).status)
    expect(statuses).toEqual([200, 200, 429])
  })

  it('O14: stores and logs nothing with which the code could be found', async () => {
    const ada = await signUp()
    mail.receive(() => 'defer')
    const { page } = await requestCode(ada.email)
    const db = await server.database()
    await expect.poll(() => db.select().from(outbox).where(eq(outbox.userId, ada.id))).toMatchObject([{ attempts: 1 }])
    const stored = JSON.stringify([await db.select().from(outbox), await db.select().from(emailTokens)])
    mail.receive(() => 'accept')
    clock.now += 60_000
    await db
      .update(outbox)
      .set({ dueAt: new Date(clock.now).toISOString() })
      .where(eq(outbox.userId, ada.id))
    const code = codeOf(await nextMail(ada.email)).replace(' ', '')
    const ticket = /name="ticket" value="([^"]*)"/.exec(page.text)?.[1] as string

    for (const secret of [code, ticket]) {
      expect(stored).not.toContain(secret)
      expect(server.log.join()).not.toContain(secret)
    }
    expect(server.log.join()).not.toContain(ada.email)
  })

  it('is not offered by a server that sends no mail', async () => {
    const { browser, page } = await open(silent)
    expect(page.text).not.toContain('/request-code')
    const forged = { ...page, text: page.text.replace('/password"', '/request-code"') }
    const next = await browser.submit(forged, '/request-code', { email: newEmail() })
    expect(errorOf(next)).toBe('This server sends no mail.')
  })
})

const newEmail = () => `${randomUUID()}@example.com`

async function untilSent(): Promise<void> {
  const db = await server.database()
  await expect.poll(() => db.select().from(outbox), { timeout: 20_000 }).toEqual([])
}

/** Returns statements without those of the job that sends mails. */
function withoutJob(statements: readonly { readonly text: string; readonly parameters: readonly unknown[] }[]) {
  const ofJob = /from "mails"|update "mails"|delete from "mails"|select .* from "email_tokens"/
  return statements.filter(({ text }) => !ofJob.test(text)).map(({ text, parameters }) => [text, parameters.length])
}
