import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Listening, listen } from '../../test/gateway.js'
import { discover } from './discover.js'

let server: Listening
let documents: Record<string, object>
const requested: string[] = []
const signal = new AbortController().signal
beforeAll(async () => {
  server = await listen(({ url = '' }, response) => {
    requested.push(url)
    const found = documents[url]
    response.setHeader('content-type', found ? 'application/json' : 'text/html')
    response.end(found ? JSON.stringify(found) : '<p>Not found')
  })
})
afterAll(() => server?.close())

/** Serves an API at a path and its authorization server at another one, with changes. */
function serve(at: { api?: string; issuer?: string }, changes: { resource?: object; metadata?: object } = {}): void {
  const [base, issuer] = [server.url + (at.api ?? ''), server.url + (at.issuer ?? '')]
  const metadata = {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    ...changes.metadata,
  }
  documents = {
    [`/.well-known/oauth-protected-resource${at.api ?? ''}/api`]: {
      resource: `${base}/api`,
      authorization_servers: [issuer],
      ...changes.resource,
    },
    [`/.well-known/oauth-authorization-server${at.issuer ?? ''}`]: metadata,
  }
}
beforeEach(() => serve({}))

describe('discover', () => {
  it('returns the endpoints of the authorization server, and the resources that it protects', async () => {
    documents['/.well-known/oauth-protected-resource/mcp'] = {
      resource: `${server.url}/mcp`,
      authorization_servers: [server.url],
    }

    expect(await discover(server.url, false, signal)).toMatchObject({
      server: { issuer: server.url, tokenEndpoint: `${server.url}/token` },
      resources: [`${server.url}/api`, `${server.url}/mcp`],
    })
  })

  it('returns nothing if the API has no authorization server', async () => {
    documents = {}
    expect(await discover(server.url, false, signal)).toBeUndefined()

    serve({}, { resource: { authorization_servers: [] } })
    expect(await discover(server.url, false, signal)).toBeUndefined()
  })

  it('omits a resource that has another authorization server', async () => {
    documents['/.well-known/oauth-protected-resource/mcp'] = {
      resource: `${server.url}/mcp`,
      authorization_servers: ['https://other.example'],
    }

    expect(await discover(server.url, false, signal)).toMatchObject({ resources: [`${server.url}/api`] })
  })

  it('inserts the well-known paths before those of the resource and the issuer', async () => {
    serve({ api: '/tasks', issuer: '/tenant/1' })

    expect(await discover(`${server.url}/tasks`, false, signal)).toMatchObject({
      server: { issuer: `${server.url}/tenant/1` },
      resources: [`${server.url}/tasks/api`],
    })
  })

  it('finds the documents below the URL of a server with a path, and of OpenID Connect', async () => {
    serve({ api: '/tasks', issuer: '/tenant' })
    documents['/tasks/.well-known/oauth-protected-resource/api'] =
      documents['/.well-known/oauth-protected-resource/tasks/api'] ?? {}
    documents['/tenant/.well-known/openid-configuration'] =
      documents['/.well-known/oauth-authorization-server/tenant'] ?? {}
    delete documents['/.well-known/oauth-protected-resource/tasks/api']
    delete documents['/.well-known/oauth-authorization-server/tenant']

    expect(await discover(`${server.url}/tasks`, false, signal)).toMatchObject({
      server: { tokenEndpoint: `${server.url}/tenant/token` },
    })
  })

  it('refuses a resource of another server, and names its URL', async () => {
    serve({}, { resource: { resource: 'https://bank.example/api' } })

    await expect(discover(server.url, false, signal)).rejects.toThrow('taskpact login --url https://bank.example')
  })

  it.each([
    ['of another issuer', { issuer: 'https://other.example' }, 'another one'],
    ['without PKCE', { code_challenge_methods_supported: ['plain'] }, 'PKCE'],
    ['that open a program', { authorization_endpoint: 'file:///bin/sh' }, 'invalid URL'],
    ['with a script', { authorization_endpoint: 'javascript:alert(1)' }, 'invalid URL'],
    ['without a token endpoint', { token_endpoint: undefined }, 'invalid URL'],
    ['that are not encrypted', { token_endpoint: 'http://example.org/token' }, '--insecure'],
  ])('refuses metadata %s', async (_, metadata, message) => {
    serve({}, { metadata })

    await expect(discover(server.url, false, signal)).rejects.toThrow(message)
  })

  it('rejects if the server does not respond', async () => {
    await expect(discover('http://127.0.0.1:9', false, signal)).rejects.toMatchObject({ code: 'unreachable' })
  })
})
