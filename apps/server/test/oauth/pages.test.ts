import { describe, expect, it } from 'vitest'
import { allow, authorizationRequest, localApp, type RegisteredApp, requestOf, webApp } from './oauth-server.js'
import { createPageBrowser, type Page, type PageBrowser, unescaped } from './page-browser.js'
import { useOAuthServer, useUser } from './use-oauth-server.js'

const hostile: RegisteredApp = {
  clientId: 'hostile',
  name: '<script>alert(1)</script>"&',
  redirectUris: ['https://hostile.example/callback'],
}
const password = 'Test123!'
const server = useOAuthServer({ env: { OAUTH_CLIENTS: JSON.stringify([webApp, localApp, hostile]) } })
const ada = useUser(server)

async function signInPage(app: RegisteredApp = webApp, scope = 'tasks:read tasks:write') {
  const browser = createPageBrowser(server.publicUrl)
  const { url } = authorizationRequest(server, {
    ...requestOf(app),
    scope,
  })
  return { browser, page: await browser.open(url) }
}

async function consentPage(app: RegisteredApp = webApp, scope?: string): Promise<{ browser: PageBrowser; page: Page }> {
  const { browser, page } = await signInPage(app, scope)
  return { browser, page: await browser.submit(page, '/password', { email: ada.email, password }) }
}

describe('consent page', () => {
  it('O8: shows the scopes as the contract describes them, the host of the redirect URI, and the account', async () => {
    const { page } = await consentPage()
    const text = unescaped(page.text)
    expect(text).toContain('Allow Calendar to use your account?')
    expect(text).toContain('<p class="host">calendar.example</p>')
    expect(text).toContain('Create, change and delete tasks, and read them.')
    expect(text).toContain('Read tasks, statistics and changes.')
    expect(text).toContain(ada.email)
    expect(text).not.toContain('Read your name')
    expect(text).not.toContain('not verified')
    expect(text).not.toContain('runs on this computer')
  })

  it('warns about an app that runs on the computer of the user', async () => {
    const { page } = await consentPage(localApp)
    expect(page.text).toContain('<p class="host">this computer</p>')
    expect(page.text).toContain('This app runs on this computer (127.0.0.1)')
  })

  it('escapes what the app has chosen', async () => {
    const { page } = await consentPage(hostile)
    expect(page.text).not.toContain('<script>')
    expect(unescaped(page.text)).toContain(hostile.name)
  })

  it('denies by a button, which the app learns', async () => {
    const { browser, page } = await consentPage()
    const { url } = await browser.submit(page, '/consent', { decision: 'deny' })
    expect(new URL(url).searchParams.get('error')).toBe('access_denied')
    expect(new URL(url).origin).toBe('https://calendar.example')
  })

  it('grants nothing without a decision', async () => {
    const { browser, page } = await consentPage()
    const { url } = await browser.submit(page, '/consent', {})
    expect(new URL(url).searchParams.get('error')).toBe('access_denied')
  })

  it('lets the user sign in with another account', async () => {
    const bob = await server.signUp()
    const { browser, page } = await consentPage()
    const again = await browser.submit(page, '/switch')
    expect(again.text).toContain('Sign in to continue to Calendar')
    const consent = await browser.submit(again, '/password', { email: bob.email, password })
    expect(unescaped(consent.text)).toContain(bob.email)
    expect((await allow(browser, consent, bob)).searchParams.get('code')).toBeTruthy()
  })

  it('lets another user sign in if the app asks for a sign-in', async () => {
    const bob = await server.signUp()
    const { browser, page } = await consentPage()
    await browser.submit(page, '/consent', { decision: 'allow' })
    const request = {
      ...requestOf(webApp),
      more: { prompt: 'login' },
    }
    const login = await browser.open(authorizationRequest(server, request).url)
    const consent = await browser.submit(login, '/password', { email: bob.email, password })
    expect(unescaped(consent.text)).toContain(bob.email)
  })
})

describe('every page', () => {
  it.each([
    ['sign-in', () => signInPage()],
    ['consent', () => consentPage()],
    [
      'device',
      async () => {
        const browser = createPageBrowser(server.publicUrl)
        return { browser, page: await browser.open(`${server.publicUrl}/oauth/device`) }
      },
    ],
    [
      'error',
      async () => {
        const browser = createPageBrowser(server.publicUrl)
        return { browser, page: await browser.open(`${server.publicUrl}/oauth/authorize?client_id=nobody`) }
      },
    ],
  ] as const)('O8: cannot be framed, is not stored and works without scripts: %s', async (_name, open) => {
    const { page } = await open()
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toContain('unsafe-eval')
    expect(page.headers.get('x-frame-options')).toBe('DENY')
    expect(page.headers.get('cache-control')).toBe('no-store')
    expect(page.headers.get('referrer-policy')).toBe('same-origin')
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(page.text).toContain('<html lang="en">')
    expect(page.text).toMatch(/<h1>/)
    expect(page.text).not.toMatch(/<script>|onclick|onfocus/)
  })

  it('has a label for each field', async () => {
    const { page } = await signInPage()
    const ids = [...page.text.matchAll(/<input(?![^>]*type="hidden")[^>]*id="(\w+)"/g)].map(([, id]) => id)
    expect(ids).toEqual(['email', 'password'])
    for (const id of ids) expect(page.text).toContain(`<label for="${id}">`)
  })

  it('may send its form to the app only', async () => {
    const { page } = await consentPage()
    expect(page.headers.get('content-security-policy')).toContain("form-action 'self' https://calendar.example;")
  })
})

describe('forms', () => {
  it.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['an unknown origin', { origin: 'null' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['another host of this site', { 'sec-fetch-site': 'same-site' }],
  ])('O8: are refused from pages of %s', async (_what, headers) => {
    const { page } = await signInPage()
    const action = /action="([^"]*)\/password"/.exec(page.text)?.[1]
    const response = await fetch(`${server.publicUrl}${action}/password`, {
      method: 'POST',
      body: new URLSearchParams({ email: ada.email, password }),
      headers,
    })
    expect(response.status).toBe(403)
  })

  it('cancel the request of the app', async () => {
    const { browser, page } = await signInPage()
    const { url } = await browser.submit(page, '/cancel')
    expect(new URL(url).searchParams.get('error')).toBe('access_denied')
  })

  it('are limited in size', async () => {
    const { browser, page } = await signInPage()
    const { status } = await browser.submit(page, '/password', { email: ada.email, password: 'x'.repeat(30_000) })
    expect(status).toBe(413)
  })
})
