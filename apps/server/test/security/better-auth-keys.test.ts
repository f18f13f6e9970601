import { randomUUID } from 'node:crypto'
import type { RequestListener } from 'node:http'
import { expectProblem, sendTo, startTestServer, type TestServer } from '@taskpact/testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { openEndpoint } from '../support/endpoint.js'
import { expectProblem as expectTrpcProblem, trpcCallsTo } from '../support/trpc-call.js'
import { issuer } from './issuer-server.js'
import { type Claims, forge, type IssuerKey, issuerKey } from './token-forging.js'

const failing: RequestListener = (_req, res) => void res.writeHead(500).end('down')

function publish(...entries: readonly Claims[]): RequestListener {
  return (_req, res) => void res.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: entries }))
}

function tokenBy({ alg, kid, sign }: IssuerKey, header: Claims = {}): string {
  const exp = Math.floor(Date.now() / 1000) + 900
  return forge({ alg, kid, ...header }, { sub: randomUUID(), iss: issuer, aud: issuer, exp }, sign)
}

/** Advances the clock. Unknown keys are fetched at most every 30 seconds; cached keys expire after ten minutes. */
function advanceClock(seconds: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + seconds * 1000 })
}

/** A server without cached keys, and its JWKS endpoint, which calls `respond`. */
interface Opened {
  readonly server: TestServer
  readonly requests: () => number
  respond: RequestListener
  close(): Promise<void>
}

async function openServer(): Promise<Opened> {
  let requests = 0
  const endpoint = await openEndpoint((req, res) => {
    requests++
    opened.respond(req, res)
  })
  const server = await startTestServer({ env: { AUTH_JWKS_URL: `${endpoint.origin}/jwks`, AUTH_ISSUER: issuer } })
  const opened: Opened = {
    server,
    requests: () => requests,
    respond: failing,
    close: () => server.close().finally(endpoint.close),
  }
  return opened
}

describe('keys of the JWKS endpoint', () => {
  let jwks: Opened
  beforeEach(async () => {
    jwks = await openServer()
  })
  afterEach(async () => {
    vi.useRealTimers()
    await jwks?.close()
  })

  const codeOf = async (token: string) => {
    const outcome = await jwks.server.by('in-process').call('auth.me', {}, token)
    return outcome.ok ? 'ok' : outcome.code
  }

  it('J22: accepts tokens of a new key, and of the old one while it is published', async () => {
    const [old, next] = [issuerKey('EdDSA', 'old'), issuerKey('EdDSA', 'next')]
    jwks.respond = publish(old.jwk)
    expect(await codeOf(tokenBy(old))).toBe('ok')

    advanceClock(31)
    jwks.respond = publish(old.jwk, next.jwk)
    expect(await codeOf(tokenBy(next))).toBe('ok')
    expect(await codeOf(tokenBy(old))).toBe('ok')

    advanceClock(31)
    jwks.respond = publish(next.jwk)
    expect(await codeOf(tokenBy(issuerKey('EdDSA', 'unknown')))).toBe('invalid_token')
    expect(await codeOf(tokenBy(old))).toBe('invalid_token')
    expect(await codeOf(tokenBy(next))).toBe('ok')
    expect(jwks.requests()).toBe(3)
  })

  it('J22: fetches the JWKS once for unknown keys, and then not for 30 seconds', async () => {
    const known = issuerKey('EdDSA')
    jwks.respond = publish(known.jwk)
    const unknown = Array.from({ length: 20 }, (_, i) => tokenBy(issuerKey('EdDSA', `key ${i}`)))

    for (const token of unknown) expect(await codeOf(token)).toBe('invalid_token')

    expect(jwks.requests()).toBe(1)
    expect(await codeOf(tokenBy(known))).toBe('ok')
  })

  it('uses cached keys while the endpoint is down', async () => {
    const known = issuerKey('EdDSA')
    jwks.respond = publish(known.jwk)
    expect(await codeOf(tokenBy(known))).toBe('ok')

    jwks.respond = failing
    advanceClock(3600)
    expect(await codeOf(tokenBy(known))).toBe('ok')
    expect(await codeOf(tokenBy(issuerKey('EdDSA', 'unknown')))).toBe('invalid_token')
  })

  it('J22: fetches from a failing JWKS endpoint no more often than from a working one', async () => {
    const known = issuerKey('EdDSA')
    jwks.respond = publish(known.jwk)
    const { call } = jwks.server.by('in-process')
    expect(await call('auth.me', {}, tokenBy(known))).toMatchObject({ ok: true })

    jwks.respond = failing
    advanceClock(3600)
    for (let i = 0; i < 10; i++) expect(await call('auth.me', {}, tokenBy(known))).toMatchObject({ ok: true })

    expect(jwks.requests()).toBeLessThanOrEqual(3)
  })

  it('accepts a key with the algorithm name Ed25519 (RFC 9864)', async () => {
    const key = issuerKey('EdDSA')
    jwks.respond = publish({ ...key.jwk, alg: 'Ed25519' })

    expect(await jwks.server.by('in-process').call('auth.me', {}, tokenBy(key, { alg: 'Ed25519' }))).toMatchObject({
      ok: true,
    })
  })

  it('ignores symmetric keys in the JWKS', async () => {
    const k = Buffer.from('a secret published in the JWKS').toString('base64url')
    jwks.respond = publish({ kty: 'oct', k, kid: 'secret', alg: 'HS256' }, { kty: 'oct', k, kid: 'untyped' })

    for (const alg of ['HS256', 'EdDSA', 'RS256']) {
      const token = tokenBy({ ...issuerKey('EdDSA'), kid: 'secret' }, { alg })
      expect(await jwks.server.by('in-process').call('auth.me', {}, token)).toMatchObject({ code: 'invalid_token' })
    }
  })
})

const unavailable: readonly (readonly [string, RequestListener])[] = [
  ['returns 500', failing],
  ['returns HTML', (_req, res) => void res.setHeader('content-type', 'text/html').end('<!doctype html><p>Hi')],
  ['returns JSON without keys', (_req, res) => void res.end('{"keys":5}')],
  ['returns null', (_req, res) => void res.end('null')],
  ['returns 204', (_req, res) => void res.writeHead(204).end()],
  ['closes the connection', (_req, res) => void res.socket?.destroy()],
  ['returns megabytes', publish({ ...issuerKey('EdDSA').jwk, x5c: ['A'.repeat(5_000_000)] })],
  ['returns an endless response', (_req, res) => writeRepeatedly(res, 'A'.repeat(65_536), 1)],
  ['redirects', (req, res) => void res.writeHead(302, { location: `http://${req.headers.host}/other` }).end()],
]
/** Endpoints for which the server waits until its timeout. */
const silent: readonly (readonly [string, RequestListener])[] = [
  ['never responds', () => {}],
  ['responds one byte at a time', (_req, res) => writeRepeatedly(res, ' ', 50)],
]

describe('is `unavailable` if the JWKS endpoint', () => {
  const opened: Opened[] = []
  beforeAll(async () => {
    for (let n = 0; n < silent.length; n++) opened.push(await openServer())
  })
  afterAll(() => Promise.all(opened.map(({ close }) => close())))

  // No response has keys, so each fetches again.
  it.each(unavailable)('%s', (_what, listener) => expectUnavailable(opened[0], listener), 20_000)

  const numbered = silent.map(([what, listener], n) => [what, listener, n] as const)
  it.concurrent.each(numbered)('%s', (_what, listener, n) => expectUnavailable(opened[n], listener), 20_000)
})

async function expectUnavailable(jwks: Opened | undefined, listener: RequestListener): Promise<void> {
  if (!jwks) throw new TypeError('The server has been started')
  const { server } = jwks
  const requests = jwks.requests()
  jwks.respond = listener
  const started = performance.now()
  const rest = sendTo(() => server)
  const { query } = trpcCallsTo(
    () => server,
    () => '',
  )
  const token = tokenBy(issuerKey('EdDSA'))
  const [byRest, byTrpc] = await Promise.all([rest('/api/auth/me', { token }), query('auth.me', {}, token)])

  expectProblem(byRest, 'unavailable')
  expectTrpcProblem(byTrpc, 'unavailable')
  expect(Number(byRest.headers['retry-after'])).toBeGreaterThan(0)
  expect(Number(byTrpc.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(performance.now() - started).toBeLessThan(8000)
  expect(jwks.requests()).toBeGreaterThan(requests)
  const { token: ownToken } = await server.signUp()
  expect(await server.by('rest').call('auth.me', {}, ownToken)).toMatchObject({ ok: true })
}

function writeRepeatedly(res: Parameters<RequestListener>[1], text: string, ms: number): void {
  const timer = setInterval(() => res.write(text), ms)
  res.once('close', () => clearInterval(timer))
}
