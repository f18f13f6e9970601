import { users } from '@taskpact/db'
import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { authorizationRequest, webApp } from './oauth-server.js'
import { createPageBrowser } from './page-browser.js'
import { useOAuthServer } from './use-oauth-server.js'

const documents = new Set<string>()
const server = useOAuthServer({
  async fetchPublic(url) {
    if (!documents.has(url)) return new Response('', { status: 404 })
    return Response.json({ client_id: url, client_name: 'Notes', redirect_uris: [redirectUri] })
  },
})

const redirectUri = 'https://notes.example/callback'

const documentOf = (n: number) => `https://notes.example/${n}.json`

/** Lets the server fetch more documents than its cache has room for. */
async function emptyCache() {
  const others = Array.from({ length: 250 }, (_, n) => documentOf(n + 1))
  for (const clientId of others) {
    documents.add(clientId)
    await fetch(authorizationRequest(server, { clientId, redirectUri }).url, { redirect: 'manual' })
  }
}

async function openConsent(clientId: string, uri = redirectUri) {
  const user = await server.signUp()
  const browser = createPageBrowser(server.publicUrl)
  const signIn = await browser.open(authorizationRequest(server, { clientId, redirectUri: uri }).url)
  return { user, browser, page: await browser.submit(signIn, '/password', { email: user.email, password: 'Test123!' }) }
}

describe('a page that is still open', () => {
  it('lets the user decide about an app whose metadata is not cached any more', async () => {
    const clientId = documentOf(0)
    documents.add(clientId)
    const { browser, page } = await openConsent(clientId)
    await emptyCache()

    const result = await browser.submit(page, '/consent', { decision: 'allow' })

    expect(new URL(result.url).searchParams.get('code')).toBeTruthy()
  })

  it('refuses the decision about an app whose metadata is gone', async () => {
    documents.add(documentOf(0))
    const { browser, page } = await openConsent(documentOf(0))
    documents.clear()
    await emptyCache()

    const result = await browser.submit(page, '/consent', { decision: 'allow' })

    expect(result.status).toBe(400)
    expect(result.text).toContain('<code>invalid_client</code>')
  })

  it('refuses the decision of a user who is deleted at the same time', async () => {
    const { user, browser, page } = await openConsent(webApp.clientId, webApp.redirectUris[0])
    const db = await server.database()
    await db.delete(users).where(eq(users.id, user.id))

    const result = await browser.submit(page, '/consent', { decision: 'allow' })

    expect(result.status).toBe(400)
    expect(result.text).toContain('<code>invalid_grant</code>')
  })
})
