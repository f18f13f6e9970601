import type { Page } from 'playwright-core'
import { type AuthenticatorApp, createAuthenticatorApp } from './authenticator-app.js'
import { password, signIn } from './task-page.js'

export const invalidLink = 'The link is invalid, has expired or was used before. Request another one.'

/** Waits for a text that a page announces. */
export const announced = (page: Page, text: string) => page.getByRole('status').filter({ hasText: text }).waitFor()

export const refused = (page: Page, text: string) => page.getByRole('alert').filter({ hasText: text }).waitFor()

export const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

export async function signUp(page: Page, email: string): Promise<void> {
  await signIn(page, email, 'Create account')
  await signedIn(page, email)
}

export const signedIn = (page: Page, email: string) => page.getByText(`Signed in as ${email}`).waitFor()

export const signedOut = (page: Page) => page.getByRole('form', { name: 'Sign in', exact: true }).waitFor()

export async function signOut(page: Page): Promise<void> {
  await page.goto(new URL('/', page.url()).href)
  await press(page, 'Sign out')
  await signedOut(page)
}

/** Asks for a mail on a page to which a link of the first page leads. */
export async function requestMail(page: Page, link: 'Forgot password?' | 'Sign in by mail', email: string) {
  await page.getByRole('link', { name: link }).click()
  await page.getByLabel('E-mail').fill(email)
  await press(page, 'Send a mail')
  await announced(page, 'If an account has this address, a mail is on its way.')
}

/** Opens the settings, and returns their parts. */
export async function openSettings(page: Page) {
  await page.goto(new URL('/settings', page.url()).href)
  const part = (name: string) => page.getByRole('region', { name, exact: true })
  return {
    email: part('E-mail'),
    password: part('Password'),
    secondFactor: part('Second factor'),
    passkeys: part('Passkeys'),
  }
}

/** Asks for a change of the address in the settings. */
export async function changeAddress(page: Page, to: string): Promise<void> {
  const { email } = await openSettings(page)
  await email.getByLabel('New e-mail').fill(to)
  await email.getByLabel('Current password').fill(password)
  await email.getByRole('button', { name: 'Change the address' }).click()
}

export interface SecondFactor {
  readonly app: AuthenticatorApp
  readonly recoveryCodes: readonly string[]
}

/** Enables a second factor in the settings. */
export async function enableSecondFactor(page: Page): Promise<SecondFactor> {
  const { secondFactor } = await openSettings(page)
  await secondFactor.getByLabel('Current password').fill(password)
  await secondFactor.getByRole('button', { name: 'Set up' }).click()
  const app = createAuthenticatorApp((await secondFactor.getByRole('code').textContent()) ?? '')
  await secondFactor.getByLabel('Code').fill(await app.nextCode())
  await secondFactor.getByRole('button', { name: 'Enable' }).click()
  await secondFactor.getByText('The second factor is enabled.').waitFor()
  const codes = secondFactor.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem')
  return { app, recoveryCodes: await codes.allTextContents() }
}

/** Enters a code of the second step of a sign-in. */
export async function enterCode(page: Page, code: string, { remember = false } = {}): Promise<void> {
  const form = page.getByRole('form', { name: 'Second step' })
  await form.getByLabel('Code of the app, or recovery code').fill(code)
  await form.getByLabel('Remember this device').setChecked(remember)
  await form.getByRole('button', { name: 'Continue' }).click()
}
