import { createClient, createSession } from '@taskpact/client'
import { emailTokens, type OpenDatabase, openDatabase, mails as outbox } from '@taskpact/db'
import { createTestDatabase, type TestDatabase } from '@taskpact/db/testing'
import type { ReceivedMail } from '@taskpact/testing/mail-server'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ServerProcess, startProcess } from '../../server/test/support/server-process.js'
import {
  announced,
  changeAddress,
  enableSecondFactor,
  enterCode,
  invalidLink,
  openSettings,
  press,
  refused,
  requestMail,
  signedIn,
  signedOut,
  signOut,
  signUp,
} from './account-pages.js'
import { type MailProcess, startMailProcess } from './mail-process.js'
import { type RunningApp, startApp } from './start-app.js'
import { password, signIn } from './task-page.js'
import { addAuthenticator } from './virtual-authenticator.js'

/** Of the settings of the servers. The app runs on a free port, to which tests open links. */
const appUrl = 'http://localhost:5173'

/** Timeout in milliseconds for a mail that failed once: the second attempt is after up to 17.5 seconds, the third after up to 47.5. */
const retried = 50_000

let database: TestDatabase
let direct: OpenDatabase
let mail: MailProcess
/** The API, and another instance, which sends the same mails. */
let servers: ServerProcess[] = []
let app: RunningApp
let browser: Browser
beforeAll(async () => {
  ;[database, mail] = await Promise.all([createTestDatabase(), startMailProcess()])
  direct = await openDatabase(database.url, { poolMax: 1 })
  const env = {
    DATABASE_URL: database.url,
    JWT_SECRET: 'a secret of the tests, of at least 32 bytes',
    MAIL_URL: mail.url,
    MAIL_FROM: 'Taskpact <tasks@example.com>',
    APP_URL: appUrl,
  }
  const api = await startProcess(env, { form: 'built' })
  servers = [api, await startProcess(env, { form: 'built' })]
  app = await startApp('react', { apiUrl: api.url.replace('127.0.0.1', 'localhost'), outDir: 'dist/account' })
  const noNetwork = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost'
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', noNetwork] })
})
afterAll(async () => {
  await browser?.close()
  await app?.stop()
  await Promise.all(servers.map((server) => server.stop()))
  await mail?.stop()
  await direct?.close()
  await database?.drop()
})

let contexts: BrowserContext[]
let failures: string[]
beforeEach(() => {
  contexts = []
  failures = []
})
afterEach(async () => {
  await Promise.all(contexts.map((context) => context.close()))
  expect(failures).toEqual([])
})

/** Opens the first page of the app in a browser that has not been used before. */
async function openDevice(): Promise<Page> {
  const context = await browser.newContext()
  context.setDefaultTimeout(10_000)
  context.on('weberror', (error) => failures.push(String(error.error())))
  contexts.push(context)
  const page = await context.newPage()
  await page.goto(`http://localhost:${app.port}`)
  return page
}

/** Opens the link of a mail in a new tab of a browser. */
async function openLink(device: Page, { link = '' }: ReceivedMail): Promise<Page> {
  expect(link).toContain(`${appUrl}/`)
  const tab = await device.context().newPage()
  await tab.goto(link.replace(appUrl, `http://localhost:${app.port}`))
  await tab.getByRole('main').getByRole('button').waitFor()
  expect(tab.url(), 'the token is not in the address bar').not.toContain('token')
  return tab
}

const newEmail = (name = 'ada') => `${name}-${crypto.randomUUID()}@example.com`

/** Signs up in a new browser. */
async function openAccount() {
  const email = newEmail()
  const page = await openDevice()
  await signUp(page, email)
  return { email, page }
}

const isVerified = async (page: Page, email: string) => {
  const settings = await openSettings(page)
  await settings.email.getByText(`${email} is verified.`).waitFor()
}

describe('the e-mail address', () => {
  it('is verified by the link that a sign-up sends, once', async () => {
    const { email, page } = await openAccount()
    const settings = await openSettings(page)
    await settings.email.getByText(`${email} is not verified.`).waitFor()

    const received = await mail.next(email, /Verify/)
    const tab = await openLink(page, received)
    await press(tab, 'Verify the address')
    await announced(tab, 'The address is verified.')
    await tab.getByRole('link', { name: 'Continue' }).click()
    await signedIn(tab, email)
    await isVerified(page, email)

    const again = await openLink(page, received)
    await press(again, 'Verify the address')
    await refused(again, invalidLink)
  })

  it('is verified by the newest mail only, on another device', async () => {
    const { email, page } = await openAccount()
    const first = await mail.next(email, /Verify/)
    const settings = await openSettings(page)
    await settings.email.getByRole('button', { name: 'Send the mail again' }).click()
    await announced(page, 'A mail is on its way.')
    const second = await mail.next(email, /Verify/)

    const phone = await openDevice()
    const old = await openLink(phone, first)
    await press(old, 'Verify the address')
    await refused(old, invalidLink)
    const tab = await openLink(phone, second)
    await press(tab, 'Verify the address')
    await announced(tab, 'The address is verified.')
    await isVerified(page, email)
  })

  it('changes once the new one is confirmed, and the old one can undo that, which signs out', async () => {
    const { email, page } = await openAccount()
    const next = newEmail('grace')
    await changeAddress(page, next)
    await announced(page, `A mail to ${next} is on its way.`)

    const confirm = await openLink(page, await mail.next(next, /Confirm/))
    await press(confirm, 'Confirm the address')
    await announced(confirm, 'The address is confirmed.')
    await isVerified(page, next)

    const announcement = await mail.next(email, /address was changed/)
    expect(announcement.text).toContain(next)
    const undo = await openLink(await openDevice(), announcement)
    await press(undo, 'Undo the change')
    await announced(undo, 'The change is undone. A mail to choose a new password is on its way.')
    await page.reload()
    await signedOut(page)
    const reset = await openLink(page, await mail.next(email, /Reset/))
    await setPassword(reset, 'Chosen-after-all-1')
    await signIn(page, email, 'Sign in', 'Chosen-after-all-1')
    await page.getByRole('heading', { name: 'Settings' }).waitFor()
    await isVerified(page, email)
  })
})

describe('a forgotten password', () => {
  it('is replaced by the link of a mail, which signs out the old session', async () => {
    const { email, page } = await openAccount()
    const phone = await openDevice()
    await requestMail(phone, 'Forgot password?', email)

    const tab = await openLink(phone, await mail.next(email, /Reset/))
    await setPassword(tab, 'Another-456')
    await mail.next(email, /password was changed/)
    await page.reload()
    await signedOut(page)

    await tab.getByRole('link', { name: 'Sign in' }).click()
    await signIn(tab, email)
    await refused(tab, 'e-mail')
    await signIn(tab, email, 'Sign in', 'Another-456')
    await signedIn(tab, email)
    await isVerified(tab, email)
  })

  it('shows the same page for an address without an account, and sends nothing', async () => {
    const email = newEmail('nobody')
    await requestMail(await openDevice(), 'Forgot password?', email)

    const { email: other, page } = await openAccount()
    await mail.next(other, /Verify/)
    await signOut(page)
    expect(mail.mails.filter(({ to }) => to === email)).toEqual([])
  })
})

it('the settings change the password, and end the sessions of other devices', async () => {
  const { email, page } = await openAccount()
  const phone = await openDevice()
  await signIn(phone, email)
  await signedIn(phone, email)

  const { password: section } = await openSettings(page)
  await section.getByLabel('Current password').fill(password)
  await section.getByLabel('New password').fill('Another-456')
  await section.getByRole('button', { name: 'Change the password' }).click()
  await announced(page, 'The password is changed.')

  await phone.reload()
  await signedOut(phone)
  await page.goto(new URL('/', page.url()).href)
  await signedIn(page, email)
})

describe('a link to sign in', () => {
  it('signs in once', async () => {
    const { email } = await openAccount()
    const phone = await openDevice()
    await requestMail(phone, 'Sign in by mail', email)
    const received = await mail.next(email, /Sign in/)

    const tab = await openLink(phone, received)
    await press(tab, 'Sign in')
    await signedIn(tab, email)
    await isVerified(tab, email)

    const again = await openLink(await openDevice(), received)
    await press(again, 'Sign in')
    await refused(again, invalidLink)
  })

  it('ends what another person set up with an address of the owner, who can set a password then', async () => {
    const { email, page: other } = await openAccount()
    const phone = await openDevice()
    await requestMail(phone, 'Sign in by mail', email)
    const tab = await openLink(phone, await mail.next(email, /Sign in/))
    await press(tab, 'Sign in')
    await signedIn(tab, email)

    await other.reload()
    await signIn(other, email)
    await refused(other, 'e-mail')

    const { password: section } = await openSettings(tab)
    await section.getByLabel('New password').fill('Of-the-owner-1')
    await section.getByRole('button', { name: 'Change the password' }).click()
    await announced(tab, 'The password is changed.')
    await signOut(tab)
    await signIn(tab, email, 'Sign in', 'Of-the-owner-1')
    await signedIn(tab, email)
  })

  it('does not replace the second factor', async () => {
    const { email, page } = await openAccount()
    const { app: authenticator } = await enableSecondFactor(page)
    const phone = await openDevice()
    await requestMail(phone, 'Sign in by mail', email)

    const tab = await openLink(phone, await mail.next(email, /Sign in/))
    await press(tab, 'Sign in')
    await enterCode(tab, await authenticator.nextCode())
    await signedIn(tab, email)
  })

  it('is refused after its expiry', async () => {
    const { email } = await openAccount()
    const phone = await openDevice()
    await requestMail(phone, 'Sign in by mail', email)
    const received = await mail.next(email, /Sign in/)
    await direct.db.update(emailTokens).set({ expiresAt: new Date(Date.now() - 1000).toISOString() })

    const tab = await openLink(phone, received)
    await press(tab, 'Sign in')
    await refused(tab, invalidLink)
  })
})

describe('a second factor', () => {
  it('asks for a code, which is accepted once, or for a recovery code', async () => {
    const { email, page } = await openAccount()
    const { app: authenticator, recoveryCodes } = await enableSecondFactor(page)
    expect(recoveryCodes).toHaveLength(10)
    await mail.next(email, /Second factor enabled/)

    const code = await authenticator.nextCode()
    await signOut(page)
    await signIn(page, email)
    await enterCode(page, code)
    await signedIn(page, email)

    await signOut(page)
    await signIn(page, email)
    await enterCode(page, code)
    await secondStepFails(page)
    await enterCode(page, recoveryCodes[0] as string)
    await signedIn(page, email)
    expect((await mail.next(email, /Recovery code used/)).text).toContain('9 are left')

    await signOut(page)
    await signIn(page, email)
    await enterCode(page, recoveryCodes[0] as string)
    await secondStepFails(page)
  })

  it('is not asked for on a remembered device, but before a change of the address', async () => {
    const { email, page } = await openAccount()
    const { app: authenticator } = await enableSecondFactor(page)
    await signOut(page)
    await signIn(page, email)
    await enterCode(page, await authenticator.nextCode(), { remember: true })
    await signedIn(page, email)

    await signOut(page)
    await signIn(page, email)
    await signedIn(page, email)
    const next = newEmail('grace')
    await changeAddress(page, next)
    const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' })
    await dialog.getByLabel('Password').fill(password)
    await dialog.getByLabel('Code').fill(await authenticator.nextCode())
    await dialog.getByRole('button', { name: 'Confirm' }).click()
    await announced(page, `A mail to ${next} is on its way.`)
    await mail.next(next, /Confirm/)

    await (await openSettings(page)).secondFactor.getByRole('button', { name: 'Disable' }).click()
    await mail.next(email, /Second factor disabled/)
    const phone = await openDevice()
    await signIn(phone, email)
    await signedIn(phone, email)
  })

  it('leaves the change as it was if the dialog is cancelled', async () => {
    const { email, page } = await openAccount()
    const { app: authenticator } = await enableSecondFactor(page)
    await signOut(page)
    await signIn(page, email)
    await enterCode(page, await authenticator.nextCode(), { remember: true })
    await signedIn(page, email)
    await signOut(page)
    await signIn(page, email)
    await signedIn(page, email)

    await changeAddress(page, newEmail('grace'))
    const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' })
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await dialog.waitFor({ state: 'detached' })
    await refused(page, 'Confirm this request')
    await (await openSettings(page)).email.getByText(email).waitFor()
  })

  async function secondStepFails(page: Page): Promise<void> {
    const form = page.getByRole('form', { name: 'Second step' })
    await expect.poll(() => form.locator('.error').count()).toBe(1)
  }
})

it('a passkey that the settings add signs in, until it is removed', async () => {
  const { email, page } = await openAccount()
  await addAuthenticator(page)
  const { passkeys } = await openSettings(page)
  await passkeys.getByLabel('Name').fill('Laptop')
  await passkeys.getByLabel('Current password').fill(password)
  await passkeys.getByRole('button', { name: 'Add a passkey' }).click()
  await passkeys.getByRole('button', { name: 'Remove Laptop' }).waitFor()
  expect((await mail.next(email, /Passkey added/)).text).toContain('Laptop')

  await signOut(page)
  await press(page, 'Use a passkey')
  await signedIn(page, email)

  await openSettings(page)
  await passkeys.getByRole('button', { name: 'Remove Laptop' }).click()
  await passkeys.getByRole('button', { name: 'Remove Laptop' }).waitFor({ state: 'detached' })
  await mail.next(email, /Passkey removed/)
  await signOut(page)
  await press(page, 'Use a passkey')
  await page.getByRole('alert').waitFor()
})

describe('mails', () => {
  const sentAgain: string[] = []

  it('arrive later if the mail server was down', async () => {
    await mail.stop()
    const { email, page } = await openAccount()
    await expect.poll(() => isLogged('A mail could not be sent yet')).toBe(true)
    await mail.start()

    const tab = await openLink(page, await mail.next(email, /Verify/, retried))
    await press(tab, 'Verify the address')
    await announced(tab, 'The address is verified.')
  })

  it('arrive twice if the reply of the mail server is lost, with one link that works once', async () => {
    const email = newEmail()
    const page = await openDevice()
    mail.loseReplyTo(email)
    await signUp(page, email)

    const first = await mail.next(email, /Verify/)
    const second = await mail.next(email, /Verify/, retried)
    expect([second.id, second.link]).toEqual([first.id, first.link])
    sentAgain.push(first.id)
    const tab = await openLink(page, second)
    await press(tab, 'Verify the address')
    await announced(tab, 'The address is verified.')
    const again = await openLink(page, first)
    await press(again, 'Verify the address')
    await refused(again, invalidLink)
    await isVerified(page, email)
  })

  it('arrive once otherwise, though two servers send them at the same time', async () => {
    const users = await Promise.all(Array.from({ length: 15 }, () => servers.map(createAccount)).flat())
    for (const user of users) await mail.next(user, /Verify/)
    await expect.poll(() => direct.db.select().from(outbox)).toEqual([])

    const ids = mail.mails.map(({ id }) => id)

    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual(sentAgain)
  })

  /** Creates an account at a server, without a browser. */
  async function createAccount({ url: baseUrl }: ServerProcess): Promise<string> {
    const email = newEmail()
    await createClient({ baseUrl, session: createSession() }).auth.signup({ email, password })
    return email
  }

  const isLogged = (message: string) => servers.some(({ log }) => log.some(({ msg }) => msg === message))
})

/** Sets a new password on the page of a link. */
async function setPassword(page: Page, to: string): Promise<void> {
  await page.getByLabel('New password', { exact: true }).fill(to)
  await press(page, 'Set the password')
  await announced(page, 'The password is set.')
}
