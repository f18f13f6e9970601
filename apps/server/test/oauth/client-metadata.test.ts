import { describe, expect, it } from 'vitest'
import { allow, authorizationRequest, type OAuthServer, requestToken } from './oauth-server.js'
import { createPageBrowser, unescaped } from './page-browser.js'
import { useOAuthServer, useUser } from './use-oauth-server.js'

/** What the internet of this test has at a URL. */
const documents = new Map<string, Response | object>()
const fetched: string[] = []
const server = useOAuthServer({
  async fetchPublic(url) {
    fetched.push(url)
    const document = documents.get(url)
    if (document instanceof Response) return document.clone()
    return document ? Response.json(document) : new Response('', { status: 404 })
  },
})
const guarded = useOAuthServer()
const ada = useUser(server)

const clientId = 'https://notes.example/oauth/client.json'
const metadata = { client_id: clientId, client_name: 'Notes', redirect_uris: ['https://notes.example/callback'] }

async function open(at: OAuthServer, id: string, redirectUri = 'https://notes.example/callback') {
  const browser = createPageBrowser(at.publicUrl)
  const request = authorizationRequest(at, { clientId: id, redirectUri })
  return { browser, page: await browser.open(request.url), verifier: request.verifier }
}

describe('client id metadata document', () => {
  it('identifies an app, which is shown as not verified, with its hosts', async () => {
    documents.set(clientId, { ...metadata, grant_types: ['authorization_code', 'refresh_token'] })
    const { browser, page, verifier } = await open(server, clientId)
    const consent = await browser.submit(page, '/password', { email: ada.email, password: 'Test123!' })
    expect(unescaped(consent.text)).toContain('Allow Notes to use your account?')
    expect(consent.text).toContain('This app is not verified.')
    expect(consent.text).toContain('<strong>notes.example</strong>')

    const result = await allow(browser, consent, ada)
    const { body } = await requestToken(server, {
      grant_type: 'authorization_code',
      code: result.searchParams.get('code') ?? '',
      code_verifier: verifier,
      client_id: clientId,
      redirect_uri: 'https://notes.example/callback',
    })
    expect(body).toMatchObject({ access_token: expect.any(String), refresh_token: expect.any(String) })
    expect(await server.by('rest').call('tasks.list', {}, String(body.access_token))).toMatchObject({ ok: true })
    expect(fetched.filter((url) => url === clientId)).toHaveLength(1)
  })

  it('of an app on the computer of the user allows any port', async () => {
    const id = 'https://cli.example/client.json'
    documents.set(id, {
      client_id: id,
      client_name: 'CLI',
      redirect_uris: ['http://127.0.0.1/callback', 'http://localhost/callback'],
    })
    const { page } = await open(server, id, 'http://localhost:41999/callback')
    expect(page.text).toContain('Sign in to continue to CLI')
  })

  it.each<[string, Response | object | undefined]>([
    ['another client_id', { ...metadata, client_id: 'https://other.example/client.json' }],
    ['no client_id', { client_name: 'Notes', redirect_uris: metadata.redirect_uris }],
    ['no redirect URI', { client_id: 'ID', client_name: 'Notes' }],
    ['a secret', { client_secret: 'a canary secret' }],
    ['a redirect', new Response('', { status: 302, headers: { location: clientId } })],
    ['a failure', new Response('', { status: 500 })],
    ['HTML', new Response('<html>')],
    ['JSON that is no object', new Response('[]')],
    ['more than 5 KB', { ...metadata, client_name: 'n'.repeat(6000) }],
    ['nothing', undefined],
  ])('with %s is refused', async (name, document) => {
    const id = `https://notes.example/${encodeURIComponent(name)}.json`
    const isComplete = document instanceof Response || document === undefined || /client_id|KB/.test(name)
    const content = isComplete ? document : { ...metadata, ...document, client_id: id }
    if (content) documents.set(id, /redirect URI/.test(name) ? { client_id: id, client_name: 'Notes' } : content)
    const { page } = await open(server, id)
    expect(page.status).toBe(400)
    expect(page.text).toMatch(/<code>invalid_(client|client_metadata|redirect_uri)<\/code>/)
    expect(page.text.length).toBeLessThan(4000)
  })

  it.each([
    'https://127.0.0.1/client.json',
    'https://2130706433/client.json',
    'https://[::1]/client.json',
    'https://[::ffff:127.0.0.1]/client.json',
    'https://169.254.169.254/latest/meta-data',
    'https://localhost/client.json',
    'http://notes.example/client.json',
  ])('O10: is not fetched from %s', async (id) => {
    const { page } = await open(guarded, id)
    expect(page.status).toBe(400)
    expect(page.text).toContain('<code>invalid_client</code>')
  })
})
