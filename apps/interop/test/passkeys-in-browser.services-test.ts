import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startBuiltServer } from '../../server/test/support/built-server.js'
import type { ServerProcess } from '../../server/test/support/server-process.js'
import type { PasskeyPage } from './passkey-page.js'

let server: ServerProcess
/** A server that allows all ports of localhost to send requests, and whose app is at another domain. */
let otherDomain: ServerProcess
let app: Server
/** Another port of the same domain, whose pages may not use passkeys. The browser permits it. */
let otherApp: Server
let browser: Browser
beforeAll(async () => {
  const script = await bundlePage()
  app = await servePage(script)
  otherApp = await servePage(script)
  ;[server, otherDomain, browser] = await Promise.all([
    startBuiltServer({ APP_URL: originOf(app), CORS_ORIGINS: originOf(app) }),
    startBuiltServer({ APP_URL: 'https://app.example.com', CORS_ORIGINS: originOf(app) }),
    chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] }),
  ])
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await Promise.all([server?.stop(), otherDomain?.stop()])
  app?.close()
  otherApp?.close()
})

let context: BrowserContext
let page: Page
let devTools: CDPSession
let authenticatorId: string
const account = () => ({ email: `${crypto.randomUUID()}@example.com`, password: 'Test123!' })
beforeEach(async () => {
  context = await browser.newContext()
  context.setDefaultTimeout(10_000)
  ;({ page, devTools, authenticatorId } = await openPage(app))
})
afterEach(() => context?.close())

describe('passkeys in a browser', () => {
  it('sign up, add a passkey, and sign in with it', async () => {
    const { email, password } = account()
    expect(await inPage(page, 'support')).toEqual([true, true])
    await inPage(page, 'signUp', { email, password })

    expect(await inPage(page, 'register', password)).toMatchObject({ name: 'Browser', lastUsedAt: null })
    expect(await inPage(page, 'list')).toEqual(['Browser'])
    await inPage(page, 'signOut')
    expect(await inPage(page, 'signIn')).toBe(email)
    expect(await inPage(page, 'register'), 'the device has it').toBe('PasskeyError already_registered')
  })

  it('sign in by the autofill of an input', async () => {
    const { email, password } = account()
    await inPage(page, 'signUp', { email, password })
    await inPage(page, 'register', password)
    await inPage(page, 'signOut')

    expect(await inPage(page, 'signInByAutofill')).toBe(email)
  })

  it('confirm the session instead of the password', async () => {
    const { email, password } = account()
    await inPage(page, 'signUp', { email, password })
    await inPage(page, 'register', password)

    expect(await inPage(page, 'changePassword', 'Other-456')).toBe('ApiError invalid_input')
    expect(await inPage(page, 'stepUp')).toBe('done')
    expect(await inPage(page, 'changePassword', 'Other-456')).toBe('done')
  })

  it('name what failed: a user who is not verified, and a wrong password', async () => {
    const { email, password } = account()
    await inPage(page, 'signUp', { email, password })
    expect(await inPage(page, 'register', 'not it, not it')).toBe('ApiError wrong_password')

    await devTools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false })
    expect(await inPage(page, 'register', password)).toBe('PasskeyError cancelled')
  })

  it('refuse a copy of the passkey whose counter is behind', async () => {
    const { email, password } = account()
    await inPage(page, 'signUp', { email, password })
    await inPage(page, 'register', password)
    await inPage(page, 'signIn')
    const { credentials } = await devTools.send('WebAuthn.getCredentials', { authenticatorId })
    const [credential] = credentials as [(typeof credentials)[number]]
    await devTools.send('WebAuthn.clearCredentials', { authenticatorId })
    await devTools.send('WebAuthn.addCredential', { authenticatorId, credential: { ...credential, signCount: 0 } })

    expect(await inPage(page, 'signIn'), 'a copy of the key has signed before').toBe('ApiError invalid_credentials')
  })
})

describe('pages of another origin', () => {
  it('cannot sign in: the server refuses what a page on another port of the domain has signed', async () => {
    const { email, password } = account()
    await inPage(page, 'signUp', { email, password })
    await inPage(page, 'register', password)
    const { credentials } = await devTools.send('WebAuthn.getCredentials', { authenticatorId })

    const phishing = await openPage(otherApp)
    const [credential] = credentials as [(typeof credentials)[number]]
    await phishing.devTools.send('WebAuthn.addCredential', {
      authenticatorId: phishing.authenticatorId,
      credential: { ...credential, signCount: credential.signCount + 10 },
    })
    const options = await begin()
    const signed = await phishing.page.evaluate(sign, options.options)

    expect(signed.origin, 'the browser has signed it').toBe(originOf(otherApp))
    expect(await finish({ ticket: options.ticket, response: signed.response })).toEqual([401, 'invalid_credentials'])
    const honest = await begin()
    const own = await page.evaluate(sign, honest.options)
    expect(await finish({ ticket: honest.ticket, response: own.response })).toEqual([200, undefined])
  })

  it('cannot use the domain of the server: the browser refuses', async () => {
    const other = await openPage(app, otherDomain)
    await inPage(other.page, 'signUp', account())

    expect(await inPage(other.page, 'register', 'Test123!')).toBe('PasskeyError failed')
    expect(await inPage(other.page, 'signIn')).toBe('PasskeyError failed')
  })
})

interface Begun {
  readonly ticket: string
  readonly options: { readonly challenge: string; readonly rpId: string }
}

async function begin(): Promise<Begun> {
  const response = await fetch(`${server.url}/api/auth/passkeys/begin-sign-in`, { method: 'POST' })
  return (await response.json()) as Begun
}

async function finish(body: object): Promise<[status: number, code: string | undefined]> {
  const headers = { 'content-type': 'application/json' }
  const request = { method: 'POST', headers, body: JSON.stringify(body) }
  const response = await fetch(`${server.url}/api/auth/passkeys/sign-in`, request)
  return [response.status, ((await response.json()) as { code?: string }).code]
}

/** Runs in the page: signs the challenge of another page, as a phishing page would. */
async function sign({ challenge, rpId }: Begun['options']) {
  const base64 = challenge.replaceAll('-', '+').replaceAll('_', '/')
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  const request = { challenge: bytes, rpId, userVerification: 'required' }
  // The types of a browser are not those of the test.
  const { navigator, location } = globalThis as never as {
    navigator: { credentials: { get(options: object): Promise<{ toJSON(): object }> } }
    location: { origin: string }
  }
  const credential = await navigator.credentials.get({ publicKey: request })
  return { origin: location.origin, response: credential.toJSON() }
}

/** Opens a page with an authenticator that verifies its user. */
async function openPage(from: Server, to = server) {
  const page = await context.newPage()
  await page.goto(`${originOf(from)}/?${to.url.replace('127.0.0.1', 'localhost')}`)
  const devTools = await context.newCDPSession(page)
  await devTools.send('WebAuthn.enable')
  const { authenticatorId } = await devTools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return { page, devTools, authenticatorId }
}

/** Calls a function of the page. */
async function inPage<Name extends keyof PasskeyPage>(
  page: Page,
  name: Name,
  ...args: Parameters<PasskeyPage[Name]>
): Promise<unknown> {
  return page.evaluate(
    ([name, args]) =>
      (globalThis as never as { passkeyPage: Record<string, (...args: unknown[]) => never> }).passkeyPage[name]?.(
        ...args,
      ) as never,
    [name, args] as [string, unknown[]],
  )
}

async function bundlePage(): Promise<string> {
  const bundle = await build({
    entryPoints: [fileURLToPath(new URL('./passkey-page.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
    conditions: ['@taskpact/source'],
  })
  return bundle.outputFiles[0]?.text ?? ''
}

async function servePage(script: string): Promise<Server> {
  const html = `<title>Passkeys</title><input autocomplete="username webauthn"><script>${script}</script>`
  const server = createServer((_req, res) => res.setHeader('content-type', 'text/html').end(html))
  await once(server.listen(0, 'localhost'), 'listening')
  return server
}

function originOf(server: Server): string {
  return `http://localhost:${(server.address() as AddressInfo).port}`
}
