import { randomUUID } from 'node:crypto'
import type { RequestListener } from 'node:http'
import { expectProblem, sendTo, startTestServer, type TestServer } from '@taskpact/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { expectProblem as expectTrpcProblem, trpcCallsTo } from '../support/trpc-call.js'
import { type Endpoint, openBetterAuth, openEndpoint } from './better-auth-server.js'
import { type Claims, forge, type IssuerKey, issuerKey } from './token-forging.js'
import { issuer } from './token-gate.js'

/** A configurable key endpoint, and a server that has not used it yet. */
let endpoint: Endpoint
let answer: RequestListener
let requests: number
let gate: TestServer
beforeEach(async () => {
  requests = 0
  endpoint = await openEndpoint((req, res) => {
    requests++
    answer(req, res)
  })
  gate = await startTestServer({ env: { AUTH_JWKS_URL: `${endpoint.origin}/jwks`, AUTH_ISSUER: issuer } })
})
afterEach(async () => {
  vi.useRealTimers()
  await gate?.close()
  await endpoint?.close()
})

const down: RequestListener = (_req, res) => void res.writeHead(500).end('down')

function serving(...entries: readonly Claims[]): RequestListener {
  return (_req, res) => void res.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: entries }))
}

function tokenBy({ alg, kid, sign }: IssuerKey, header: Claims = {}): string {
  const exp = Math.floor(Date.now() / 1000) + 900
  return forge({ alg, kid, ...header }, { sub: randomUUID(), iss: issuer, aud: issuer, exp }, sign)
}

/** The keys are asked for anew at most every half minute, and when they are ten minutes old. */
function wait(seconds: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + seconds * 1000 })
}

const way = 'in-process'

describe(way, () => {
  const codeOf = async (token: string) => {
    const outcome = await gate.by(way).call('auth.me', {}, token)
    return outcome.ok ? 'ok' : outcome.code
  }

  it('J22: takes tokens by a new key, and by the old one while it is served', async () => {
    const [old, next] = [issuerKey('EdDSA', 'old'), issuerKey('EdDSA', 'next')]
    answer = serving(old.jwk)
    expect(await codeOf(tokenBy(old))).toBe('ok')

    wait(31)
    answer = serving(old.jwk, next.jwk)
    expect(await codeOf(tokenBy(next))).toBe('ok')
    expect(await codeOf(tokenBy(old))).toBe('ok')

    wait(31)
    answer = serving(next.jwk)
    expect(await codeOf(tokenBy(issuerKey('EdDSA', 'unknown')))).toBe('invalid_token')
    expect(await codeOf(tokenBy(old))).toBe('invalid_token')
    expect(await codeOf(tokenBy(next))).toBe('ok')
    expect(requests).toBe(3)
  })

  it('J22: asks once for unknown keys, and then not for half a minute', async () => {
    const known = issuerKey('EdDSA')
    answer = serving(known.jwk)
    const unknown = Array.from({ length: 20 }, (_, i) => tokenBy(issuerKey('EdDSA', `key ${i}`)))

    for (const token of unknown) expect(await codeOf(token)).toBe('invalid_token')

    expect(requests).toBe(1)
    expect(await codeOf(tokenBy(known))).toBe('ok')
  })

  it('uses cached keys while the endpoint is down', async () => {
    const known = issuerKey('EdDSA')
    answer = serving(known.jwk)
    expect(await codeOf(tokenBy(known))).toBe('ok')

    answer = down
    wait(3600)
    expect(await codeOf(tokenBy(known))).toBe('ok')
    expect(await codeOf(tokenBy(issuerKey('EdDSA', 'unknown')))).toBe('invalid_token')
  })
})

it('J22: asks an endpoint that is down no more often than one that answers', async () => {
  const known = issuerKey('EdDSA')
  answer = serving(known.jwk)
  const { call } = gate.by('in-process')
  expect(await call('auth.me', {}, tokenBy(known))).toMatchObject({ ok: true })

  answer = down
  wait(3600)
  for (let i = 0; i < 10; i++) expect(await call('auth.me', {}, tokenBy(known))).toMatchObject({ ok: true })

  expect(requests).toBeLessThanOrEqual(3)
})

it('takes a key by the name that RFC 9864 gave EdDSA', async () => {
  const key = issuerKey('EdDSA')
  answer = serving({ ...key.jwk, alg: 'Ed25519' })

  expect(await gate.by('in-process').call('auth.me', {}, tokenBy(key, { alg: 'Ed25519' }))).toMatchObject({ ok: true })
})

it('takes no secret from a key set', async () => {
  const k = Buffer.from('a secret that the key set gives away').toString('base64url')
  answer = serving({ kty: 'oct', k, kid: 'secret', alg: 'HS256' }, { kty: 'oct', k, kid: 'untyped' })

  for (const alg of ['HS256', 'EdDSA', 'RS256']) {
    const token = tokenBy({ ...issuerKey('EdDSA'), kid: 'secret' }, { alg })
    expect(await gate.by('in-process').call('auth.me', {}, token)).toMatchObject({ code: 'invalid_token' })
  }
})

it.each<[string, () => RequestListener]>([
  ['says 500', () => down],
  ['answers a page', () => (_req, res) => void res.setHeader('content-type', 'text/html').end('<!doctype html><p>Hi')],
  ['answers no key set', () => (_req, res) => void res.end('{"keys":5}')],
  ['answers null', () => (_req, res) => void res.end('null')],
  ['answers nothing', () => (_req, res) => void res.writeHead(204).end()],
  ['is broken off', () => (_req, res) => void res.socket?.destroy()],
  ['answers megabytes', () => serving({ ...issuerKey('EdDSA').jwk, x5c: ['A'.repeat(5_000_000)] })],
  ['answers without end', () => (_req, res) => drip(res, 'A'.repeat(65_536), 1)],
  ['leads elsewhere', () => (_req, res) => void res.writeHead(302, { location: `${endpoint.origin}/other` }).end()],
  ['never answers', () => () => {}],
  ['answers by the byte', () => (_req, res) => drip(res, ' ', 50)],
])(
  'is `unavailable` if the endpoint %s',
  async (_what, listener) => {
    answer = listener()
    const started = performance.now()
    const rest = sendTo(() => gate)
    const { query } = trpcCallsTo(
      () => gate,
      () => '',
    )
    const token = tokenBy(issuerKey('EdDSA'))
    const [byRest, byTrpc] = await Promise.all([rest('/api/auth/me', { token }), query('auth.me', {}, token)])

    expectProblem(byRest, 'unavailable')
    expectTrpcProblem(byTrpc, 'unavailable')
    expect(Number(byRest.headers['retry-after'])).toBeGreaterThan(0)
    expect(Number(byTrpc.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(performance.now() - started).toBeLessThan(8000)
    const { token: own } = await gate.signUp()
    expect(await gate.by('rest').call('auth.me', {}, own)).toMatchObject({ ok: true })
  },
  20_000,
)

it('follows the keys of a real Better Auth through an outage', async () => {
  const betterAuth = await openBetterAuth()
  const env = { AUTH_JWKS_URL: `${endpoint.origin}/jwks`, AUTH_ISSUER: betterAuth.origin }
  const theirs = await startTestServer({ env })
  try {
    const { call } = theirs.by('rest')
    const grace = await betterAuth.join({ email: 'grace@example.org', name: 'Grace' })
    answer = down
    expect(await call('auth.me', {}, grace.token)).toMatchObject({ code: 'unavailable' })

    const keys = await (await fetch(betterAuth.jwksUrl)).text()
    answer = (_req, res) => void res.end(keys)
    expect(await call('auth.me', {}, grace.token)).toMatchObject({ value: { id: grace.id } })

    answer = down
    const ada = await betterAuth.join({ email: 'ada@example.org', name: 'Ada' })
    expect(await call('auth.me', {}, ada.token)).toMatchObject({ value: { id: ada.id } })
  } finally {
    await theirs.close()
    await betterAuth.close()
  }
})

function drip(res: Parameters<RequestListener>[1], text: string, ms: number): void {
  const timer = setInterval(() => res.write(text), ms)
  res.once('close', () => clearInterval(timer))
}
