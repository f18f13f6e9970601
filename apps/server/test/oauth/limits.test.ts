import { describe, expect, it } from 'vitest'
import { authorizationRequest, requestToken, webApp } from './oauth-server.js'
import { createPageBrowser } from './page-browser.js'
import { useOAuthServer } from './use-oauth-server.js'

const fetched: string[] = []
const server = useOAuthServer({
  env: { RATE_LIMIT_CREDENTIALS: '4', RATE_LIMIT_READ: '30', OAUTH_REGISTRATION: 'true', TRUST_PROXY: '1' },
  async fetchPublic(url) {
    fetched.push(url)
    return new Response('', { status: 404 })
  },
})

let network = 0
/** Requests of a client network that no other test has used. */
function asStranger() {
  network += 1
  const headers = { 'x-forwarded-for': `198.51.${network}.7` }
  return (path: string, init: RequestInit = {}) =>
    fetch(server.publicUrl + path, { redirect: 'manual', ...init, headers: { ...headers, ...init.headers } })
}

async function statusesOf(count: number, send: (n: number) => Promise<Response>): Promise<number[]> {
  const statuses: number[] = []
  for (let n = 0; n < count; n++) statuses.push((await send(n)).status)
  return statuses
}

const form = (fields: Record<string, string>) => ({ method: 'POST', body: new URLSearchParams(fields) })
const query = (clientId: string) => {
  const { url } = authorizationRequest(server, { clientId, redirectUri: webApp.redirectUris[0] })
  return url.slice(server.publicUrl.length)
}

describe('requests of one client network', () => {
  it('that begin an authorization are limited as sign-ins', async () => {
    const send = asStranger()
    expect(await statusesOf(6, () => send(query(webApp.clientId)))).toEqual([303, 303, 303, 303, 429, 429])
  })

  it.each(['/oauth/AUTHORIZE', '/oauth/authorize/', '/OAuth/authorize'])(
    'cannot avoid that by another spelling of the path: %s',
    async (spelling) => {
      const send = asStranger()
      const statuses = await statusesOf(6, () => send(query(webApp.clientId).replace('/oauth/authorize', spelling)))
      expect(new Set(statuses)).toEqual(new Set([404]))
    },
  )

  it('that enter user codes are limited as sign-ins', async () => {
    const send = asStranger()
    const statuses = await statusesOf(6, () => send('/oauth/device', form({ user_code: 'BBBB-BBBB', xsrf: 'x' })))
    expect(statuses).toEqual([400, 400, 400, 400, 429, 429])
  })

  it('that register apps are limited as sign-ins', async () => {
    const send = asStranger()
    const body = JSON.stringify({ client_name: 'Notes', redirect_uris: ['https://notes.example/callback'] })
    const headers = { 'content-type': 'application/json' }
    const register = () => send('/oauth/register', { method: 'POST', headers, body })
    expect(await statusesOf(6, register)).toEqual([201, 201, 201, 201, 429, 429])
  })

  it('cannot let the server fetch more documents than that', async () => {
    const send = asStranger()
    const before = fetched.length
    await statusesOf(8, (n) => send(query(`https://victim.example/${n}.json`)))
    expect(fetched.length - before).toBeLessThanOrEqual(4)
  })

  it('for pages are limited as reads', async () => {
    const send = asStranger()
    const statuses = await statusesOf(32, () => send('/oauth/interaction/x'))
    expect(statuses.slice(-2)).toEqual([429, 429])
  })

  it('for tokens are limited as reads', async () => {
    const send = asStranger()
    const refresh = form({ grant_type: 'refresh_token', client_id: webApp.clientId, refresh_token: 'x' })
    expect(new Set((await statusesOf(32, () => send('/oauth/token', refresh))).slice(0, 30))).toEqual(new Set([400]))
    expect((await send('/oauth/token', refresh)).status).toBe(429)
  })
})

describe('responses', () => {
  it.each([
    ['an unknown app', () => createPageBrowser(server.publicUrl).open(server.publicUrl + query('x'.repeat(3000)))],
    [
      'many resources',
      () =>
        createPageBrowser(server.publicUrl).open(
          server.publicUrl + query(webApp.clientId) + '&resource=https://a.example/'.repeat(200),
        ),
    ],
  ])('to %s are not much larger than the request', async (_what, open) => {
    const { text, url } = await open()
    expect(text.length).toBeLessThan(url.length + 6000)
  })

  it('to a hostile token request name no internals', async () => {
    const { status, body } = await requestToken(server, { grant_type: '__proto__', client_id: 'constructor' })
    expect(status).toBeLessThan(500)
    expect(JSON.stringify(body).length).toBeLessThan(300)
  })
})
