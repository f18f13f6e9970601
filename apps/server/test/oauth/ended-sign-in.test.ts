import { testPassword } from '@taskpact/testing'
import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { authorizationRequest, authorizeApp, connectApp, requestOf, webApp } from './oauth-server.js'
import { createPageBrowser } from './page-browser.js'
import { useOAuthServer } from './use-oauth-server.js'

let onFetch: () => Promise<unknown> = async () => undefined
const server = useOAuthServer({
  async fetchPublic(url) {
    await onFetch()
    return Response.json({ client_id: url, client_name: 'Notes', redirect_uris: ['https://notes.example/callback'] })
  },
})

const request = requestOf(webApp)

describe('a change of the password', () => {
  it('ends a sign-in that a request uses at the same time, however long the request takes', async () => {
    const ada = await server.signUp()
    const { browser } = await authorizeApp(server, ada, request)
    // An app can let the server wait for its metadata.
    onFetch = () => ada.value('auth.changePassword', { currentPassword: testPassword, newPassword: 'Other-456' })
    const slow = { clientId: 'https://notes.example/client.json', redirectUri: 'https://notes.example/callback' }
    expect((await browser.open(authorizationRequest(server, slow).url)).status).toBe(400)

    const page = await browser.open(authorizationRequest(server, request).url)

    expect(page.text).toContain('Sign in to continue to Calendar')
  })
})

it('gives apps nothing of the password', async () => {
  const { tokens } = await connectApp(server, await server.signUp(), { scope: 'openid tasks:read' })
  const { id_token: idToken } = tokens as unknown as { readonly id_token: string }
  expect(decodeJwt(idToken)).not.toHaveProperty('amr')
  expect(decodeJwt(tokens.access_token)).not.toHaveProperty('amr')
})

it('lets two users sign in on two pages of one browser, of which the last one counts', async () => {
  const [ada, bob] = [await server.signUp(), await server.signUp()]
  const browser = createPageBrowser(server.publicUrl)
  const [first, second] = [
    await browser.open(authorizationRequest(server, request).url),
    await browser.open(authorizationRequest(server, request).url),
  ]
  await browser.submit(second, '/password', { email: ada.email, password: testPassword })

  const page = await browser.submit(first, '/password', { email: bob.email, password: testPassword })

  expect(page.status).toBeLessThan(500)
})
