import type { AppPage } from '@taskpact/contract'
import { describe, expect, it } from 'vitest'
import { allow, authorizationRequest } from './oauth-server.js'
import { createPageBrowser, type Page, unescaped } from './page-browser.js'
import { useOAuthServer, useUser } from './use-oauth-server.js'

/** What the internet of this test has at a URL. */
const documents = new Map<string, object>()
const fetched: string[] = []
const server = useOAuthServer({
  env: { OAUTH_REGISTRATION: 'true' },
  async fetchPublic(url) {
    fetched.push(url)
    const document = documents.get(url)
    return document ? Response.json(document) : new Response('', { status: 404 })
  },
})
const ada = useUser(server)

const register = (metadata: object) =>
  fetch(`${server.publicUrl}/oauth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(metadata),
  })

let count = 0
/** Opens the first page for an app that a document describes. */
async function open(metadata: { readonly redirect_uris: readonly string[] }) {
  count += 1
  const clientId = `https://app${count}.example/client.json`
  documents.set(clientId, { client_id: clientId, client_name: 'Notes', ...metadata })
  const browser = createPageBrowser(server.publicUrl)
  const [first] = metadata.redirect_uris
  const redirectUri = typeof first === 'string' ? first : String(redirectUris[0])
  const { url } = authorizationRequest(server, { clientId, redirectUri })
  return { clientId, url, browser, page: await browser.open(url) }
}

async function openConsent(metadata: { readonly redirect_uris: readonly string[] }) {
  const opened = await open(metadata)
  const { email } = ada
  return { ...opened, page: await opened.browser.submit(opened.page, '/password', { email, password: 'Test123!' }) }
}

const redirectUris = ['https://notes.example/callback']
const headingOf = ({ text }: Page) => unescaped(/<h1>(.*?)<\/h1>/.exec(text)?.[1] ?? '')

describe('metadata of an app', () => {
  it.each([
    ['a redirect URI that is no text', { redirect_uris: [{ toString: null }] }],
    ['a name that is no text', { redirect_uris: redirectUris, client_name: { toString: null } }],
  ])('with %s is refused', async (_what, metadata) => {
    const response = await register(metadata)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      error: expect.stringMatching(/^invalid_(client_metadata|redirect_uri)$/),
    })
    expect((await open(metadata as { redirect_uris: string[] })).page.status).toBe(400)
  })

  it.each(['http://notes.example/callback', 'HTTP://notes.example/callback', 'http://localhost.evil.example/callback'])(
    'with a redirect URI that others on the network can read is refused: %s',
    async (uri) => {
      expect((await register({ redirect_uris: [uri] })).status).toBe(400)
      expect((await open({ redirect_uris: [uri] })).page.status).toBe(400)
    },
  )

  it('lets the server fetch nothing else', async () => {
    const sector = 'https://victim.example/sector.json'
    const { page } = await open({ redirect_uris: redirectUris, sector_identifier_uri: sector } as never)
    expect(page.status).toBe(200)
    await register({ redirect_uris: redirectUris, sector_identifier_uri: sector })
    expect(fetched).not.toContain(sector)
  })
})

describe('consent page', () => {
  it.each([
    'http://127.0.0.1:4000/callback',
    'HTTP://LOCALHOST:4000/callback',
    'https://localhost/callback',
    'https://localhost./callback',
    'https://any.localhost/callback',
    'https://127.0.0.2/callback',
    'https://127.1/callback',
    'https://0.0.0.0/callback',
    'https://[::1]/callback',
    'https://[::ffff:127.0.0.1]/callback',
  ])('warns about the computer of the user, however it is spelled: %s', async (uri) => {
    const { page } = await openConsent({ redirect_uris: [uri] })
    expect(page.text).toContain('<p class="host">this computer</p>')
  })

  it.each(['https://localhost.evil.example/callback', 'https://127.0.0.1.evil.example/callback'])(
    'shows the whole host of %s',
    async (uri) => {
      const { page } = await openConsent({ redirect_uris: [uri] })
      expect(page.text).toContain(`<p class="host">${new URL(uri).host}</p>`)
    },
  )

  it.each(['\u202e\u200b', ' \u3164 ', '\u2800', '\ud800'])(
    'shows the client id of an app without a visible name: %j',
    async (name) => {
      const { page, clientId, browser } = await openConsent({ redirect_uris: redirectUris, client_name: name } as never)
      expect(headingOf(page)).toBe(`Allow ${clientId} to use your account?`)
      await allow(browser, page, ada)
      expect((await ada.value<AppPage>('auth.apps.list')).items[0]).toMatchObject({ name: clientId })
    },
  )

  it('lets browsers send its form to an IPv6 address', async () => {
    const { page } = await openConsent({ redirect_uris: ['http://[::1]/callback'] })
    expect(page.headers.get('content-security-policy')).toContain("form-action 'self' http:;")
  })
})
