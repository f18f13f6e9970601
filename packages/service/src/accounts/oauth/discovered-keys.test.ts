import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWK } from 'jose'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openDiscoveredKeys } from './discovered-keys.js'

let http: Server
let origin: string
let key: JWK
/** The response to each path. Others are 404. */
let documents: Record<string, unknown>
let requests: string[]
beforeEach(async () => {
  key = { ...(await exportJWK((await generateKeyPair('ES256')).publicKey)), kid: 'one', alg: 'ES256' }
  requests = []
  const listener: RequestListener = (req, res) => {
    requests.push(req.url ?? '')
    const document = documents[req.url ?? '']
    if (typeof document === 'function') return document(req, res)
    if (document === undefined) return void res.writeHead(404).end('not found')
    res.setHeader('content-type', 'application/json').end(JSON.stringify(document))
  }
  http = createServer(listener)
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  documents = { '/keys': { keys: [key] } }
})
afterEach(async () => {
  vi.useRealTimers()
  http.closeAllConnections()
  await new Promise((resolve) => http.close(resolve))
})

const header = { alg: 'ES256', kid: 'one' }
const jws = { payload: '', signature: '' }
const metadata = (issuer: string, more = {}) => ({ issuer, jwks_uri: `${origin}/keys`, ...more })

const oauth = '/.well-known/oauth-authorization-server'
const openId = '/.well-known/openid-configuration'

async function outcomeOf(issuer: string): Promise<string> {
  try {
    await openDiscoveredKeys(issuer)(header, jws)
    return 'found'
  } catch (error) {
    const { code, cause } = error as { readonly code: string; readonly cause: Error }
    return `${code}: ${cause.message}`
  }
}

describe('the metadata of an authorization server', () => {
  it.each([
    ['', [oauth]],
    ['/', [oauth]],
    ['/realms/tasks', [`${oauth}/realms/tasks`]],
    ['/realms/tasks/', [`${oauth}/realms/tasks`]],
  ])('is found for the path %j (RFC 8414, section 3.1)', async (path, paths) => {
    documents[paths[0] as string] = metadata(origin + path)

    expect(await outcomeOf(origin + path)).toBe('found')
    expect(requests).toEqual([...paths, '/keys'])
  })

  it.each(['', '/realms/tasks'])('is that of OpenID Connect Discovery for the path %j otherwise', async (path) => {
    documents[path + openId] = metadata(origin + path)

    expect(await outcomeOf(origin + path)).toBe('found')
    expect(requests).toEqual([oauth + path, path + openId, '/keys'])
  })

  it('can have its issuer with or without a slash', async () => {
    documents[oauth] = metadata(`${origin}/`)
    expect(await outcomeOf(origin)).toBe('found')

    documents[oauth] = metadata(origin)
    expect(await outcomeOf(`${origin}/`)).toBe('found')
  })

  it.each([
    ['another issuer', { issuer: 'https://other.example' }, /The issuer is "https:\/\/other\.example"/],
    ['an issuer with another path', { issuer: 'PATH' }, /The issuer is/],
    ['no issuer', { issuer: undefined }, /The issuer is undefined/],
    ['no keys', { jwks_uri: undefined }, /It has no jwks_uri/],
    ['keys in a file', { jwks_uri: 'file:///etc/keys.json' }, /jwks_uri must begin with/],
  ])('is refused with %s', async (_what, more, reason) => {
    documents[oauth] = metadata(origin, 'issuer' in more && more.issuer === 'PATH' ? { issuer: `${origin}/a` } : more)

    const outcome = await outcomeOf(origin)
    expect(outcome).toMatch(/^unavailable: No metadata of the issuer/)
    expect(outcome).toMatch(reason)
    expect(requests).toEqual([oauth, openId])
  })

  it.each<[string, unknown, RegExp]>([
    ['is null', null, /The issuer is undefined/],
    ['is a page', ((_req, res) => void res.end('<!doctype html>')) as RequestListener, /JSON/],
    [
      'redirects',
      ((_req, res) => void res.writeHead(302, { location: '/keys' }).end()) as RequestListener,
      /status is 302/,
    ],
    ['has megabytes', ((_req, res) => void res.end('x'.repeat(1_000_000))) as RequestListener, /larger than/],
    ['fails', ((_req, res) => void res.socket?.destroy()) as RequestListener, /fetch failed/],
  ])('is refused if it %s', async (_what, document, reason) => {
    documents[oauth] = document

    expect(await outcomeOf(origin)).toMatch(reason)
  })

  it('must name keys by https if the issuer has https', async () => {
    const response = () => Response.json({ issuer: 'https://auth.example', jwks_uri: `${origin}/keys` })
    const keys = openDiscoveredKeys('https://auth.example', async () => response())

    await expect(keys(header, jws)).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('is requested from a failing server once a second, however many tokens arrive', async () => {
    const keys = openDiscoveredKeys(origin)
    for (let i = 0; i < 5; i++) await expect(keys(header, jws)).rejects.toMatchObject({ code: 'unavailable' })
    expect(requests).toEqual([oauth, openId])

    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 1000 })
    documents[oauth] = metadata(origin)
    expect(await keys(header, jws)).toBeDefined()
  })

  it('is fetched once for simultaneous tokens, and again after a day, without losing the keys', async () => {
    documents[oauth] = metadata(origin)
    const keys = openDiscoveredKeys(origin)
    await Promise.all(Array.from({ length: 5 }, () => keys(header, jws)))
    expect(requests).toEqual([oauth, '/keys'])

    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 24 * 60 * 60_000 })
    documents = {}
    await keys(header, jws)
    expect(requests).toContain(openId)
  })
})
