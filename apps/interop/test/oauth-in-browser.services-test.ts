import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { freePort } from '../../../packages/db/test/free-port.js'
import { startBuiltServer } from '../../server/test/support/built-server.js'
import type { ServerProcess } from '../../server/test/support/server-process.js'

let server: ServerProcess
let publicUrl: string
/** An app of another origin, to which the user returns. */
let app: Server
let callback: string
let browser: Browser
beforeAll(async () => {
  app = createServer((request, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(request.url === '/frame' ? frame(authorization()) : '<h1>Back in the app</h1>')
  })
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve))
  callback = `http://127.0.0.1:${(app.address() as AddressInfo).port}/callback`
  const port = String(await freePort())
  publicUrl = `http://localhost:${port}`
  const clients = [{ clientId: 'notes', name: 'Notes', redirectUris: [callback], allowsDevices: true }]
  const env = { OAUTH: 'own', PORT: port, PUBLIC_URL: publicUrl }
  ;[server, browser] = await Promise.all([
    startBuiltServer({ ...env, OAUTH_CLIENTS: JSON.stringify(clients) }),
    chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] }),
  ])
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  app?.close()
})

let context: BrowserContext
let page: Page
let email: string
let token: string
const password = 'Test123!'
beforeEach(async () => {
  context = await browser.newContext()
  context.setDefaultTimeout(15_000)
  page = await context.newPage()
  email = `${crypto.randomUUID()}@example.com`
  ;({ token } = (await post('/api/auth/signup', { email, password })) as { token: string })
})
afterEach(() => context?.close())

/** The request of the app, whose code verifier is that of RFC 7636, appendix B. */
function authorization(): string {
  const query = {
    client_id: 'notes',
    response_type: 'code',
    redirect_uri: callback,
    scope: 'tasks:read',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  }
  return `${publicUrl}/oauth/authorize?${new URLSearchParams(query)}`
}

async function post(path: string, body: object, bearer?: string): Promise<unknown> {
  const headers = { 'content-type': 'application/json', ...(bearer && { authorization: `Bearer ${bearer}` }) }
  const response = await fetch(publicUrl + path, { method: 'POST', headers, body: JSON.stringify(body) })
  return await response.json()
}

async function addAuthenticator(isUserVerified: boolean): Promise<void> {
  const devTools = await context.newCDPSession(page)
  await devTools.send('WebAuthn.enable')
  await devTools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified,
      automaticPresenceSimulation: true,
    },
  })
}

async function signIn(on: Page): Promise<void> {
  await on.getByLabel('E-mail address').fill(email)
  await on.getByLabel('Password').fill(password)
  await on.getByRole('button', { name: 'Sign in', exact: true }).click()
}

/** Allows the app, and returns the tokens for the code that it gets. */
async function allow(on: Page): Promise<Record<string, unknown>> {
  await on.getByRole('button', { name: 'Allow' }).click()
  await on.waitForURL(/\/callback\?/)
  const response = await fetch(`${publicUrl}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: 'notes',
      code: new URL(on.url()).searchParams.get('code') ?? '',
      code_verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
      redirect_uri: callback,
    }),
  })
  return (await response.json()) as Record<string, unknown>
}

const frame = (url: string) => `<iframe src="${url.replaceAll('&', '&amp;')}"></iframe>`

describe('authorization in a browser', () => {
  it('leads through sign-in and consent back to the app, also to its own origin', async () => {
    await page.goto(authorization())
    await signIn(page)
    await page.getByRole('heading', { name: 'Allow Notes to use your account?' }).waitFor()
    expect(await page.getByText('This app runs on this computer').isVisible()).toBe(true)

    expect(await allow(page)).toMatchObject({ scope: 'tasks:read', access_token: expect.any(String) })
    expect(await page.getByRole('heading').textContent()).toBe('Back in the app')
  })

  it('works without scripts', async () => {
    const plain = await browser.newContext({ javaScriptEnabled: false })
    plain.setDefaultTimeout(15_000)
    const without = await plain.newPage()
    await without.goto(authorization())
    await signIn(without)
    expect(await allow(without)).toMatchObject({ scope: 'tasks:read' })
    await plain.close()
  })

  it('works by keyboard alone', async () => {
    await page.goto(authorization())
    await page.locator('#email:focus').waitFor()
    await page.keyboard.type(email)
    await page.keyboard.press('Tab')
    await page.keyboard.type(password)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Allow Notes to use your account?' }).waitFor()
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Allow')
  })

  it('leads a user who denies back to the app', async () => {
    await page.goto(authorization())
    await signIn(page)
    await page.getByRole('button', { name: 'Deny' }).click()
    await page.waitForURL(/error=access_denied/)
  })

  it('signs in with a passkey', async () => {
    await addAuthenticator(true)
    await page.goto(authorization())
    const begun = (await post('/api/auth/passkeys/begin-registration', { password }, token)) as Record<string, unknown>
    const response = await page.evaluate(createPasskey, begun.options)
    await post('/api/auth/passkeys/register', { ticket: begun.ticket, response, name: 'Browser' }, token)

    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await page.getByRole('heading', { name: 'Allow Notes to use your account?' }).waitFor()
    expect(await allow(page)).toMatchObject({ scope: 'tasks:read' })
  })

  it('shows why a passkey could not be used', async () => {
    await addAuthenticator(false)
    await page.goto(authorization())
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await page.getByText('The passkey could not be used.').waitFor()
  })

  it('cannot happen in a frame of another page', async () => {
    await page.goto(callback.replace('/callback', '/frame'))
    await page.waitForTimeout(1000)
    const [, framed] = page.frames()
    expect(await framed?.locator('input').count()).toBe(0)
    expect(framed?.url()).toMatch(/^chrome-error:/)
  })

  it('connects a device by the URL with its code', async () => {
    const response = await fetch(`${publicUrl}/oauth/device_authorization`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: 'notes', scope: 'tasks:read' }),
    })
    const device = (await response.json()) as Record<string, string>
    await page.goto(String(device.verification_uri_complete))
    await page.getByText(String(device.user_code)).waitFor()
    await page.getByRole('button', { name: 'The codes match' }).click()
    await signIn(page)
    await page.getByRole('button', { name: 'Allow' }).click()
    await page.getByRole('heading', { name: 'Connected' }).waitFor()
    const tokens = await fetch(`${publicUrl}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
        client_id: 'notes',
        device_code: String(device.device_code),
      }),
    })
    expect(await tokens.json()).toMatchObject({ scope: 'tasks:read' })
  })
})

/** Runs in the page. */
async function createPasskey(options: unknown): Promise<object> {
  // The types of a browser are not those of the test.
  const { navigator, PublicKeyCredential } = globalThis as never as {
    navigator: { credentials: { create(request: object): Promise<{ toJSON(): object }> } }
    PublicKeyCredential: { parseCreationOptionsFromJSON(options: unknown): object }
  }
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options)
  return (await navigator.credentials.create({ publicKey })).toJSON()
}
