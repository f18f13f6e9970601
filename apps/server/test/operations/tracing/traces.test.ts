import { randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { type Contract, contract } from '@taskpact/contract'
import type { Service } from '@taskpact/service'
import { json, type RawResponse, startTestServer, testPassword, type User } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issuer } from '../../security/issuer-server.js'
import { forge, issuerKey } from '../../security/token-forging.js'
import { openEndpoint } from '../../support/endpoint.js'
import { type Collector, startCollector } from './collector.js'
import type { ReceivedSpan } from './decode-spans.js'

/*
 * One server, whose spans are read once it has stopped: what it had not exported until then, it exports on shutdown.
 */
let collector: Collector
let log: readonly Readonly<Record<string, unknown>>[]
let ada: User
let jwksRequest: IncomingHttpHeaders | undefined
const responses: Record<string, RawResponse> = {}
let concurrent: readonly RawResponse[]

const emails = { ada: 'ada.lovelace@example.com', external: 'grace.hopper@example.com' }
const title = 'Confidential title'
const parent = { traceId: randomBytes(16).toString('hex'), spanId: randomBytes(8).toString('hex') }
const unsampled = { traceId: randomBytes(16).toString('hex'), spanId: randomBytes(8).toString('hex') }
const key = issuerKey('EdDSA')
const exp = Math.floor(Date.now() / 1000) + 900
const externalClaims = { sub: 'grace', email: emails.external, iss: issuer, aud: issuer, exp }
const externalToken = forge({ alg: key.alg, kid: key.kid }, externalClaims, key.sign)

function withFailingStatistics(service: Service<Contract>): Service<Contract> {
  const stats: Service<Contract>['tasks']['stats'] = async (_input, { db }) => {
    await db.execute(`select no_function('${emails.ada}')`)
    throw new TypeError('The statement did not fail')
  }
  return { ...service, tasks: { ...service.tasks, stats } }
}

beforeAll(async () => {
  collector = await startCollector()
  const keys = await openEndpoint((req, res) => {
    jwksRequest = req.headers
    res.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [key.jwk] }))
  })
  const server = await startTestServer({
    api: { contract, createService: withFailingStatistics },
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
      AUTH_JWKS_URL: `${keys.origin}/jwks?secret=canary`,
      AUTH_ISSUER: issuer,
    },
  })
  const { send } = server
  ada = await server.signUp(emails.ada)
  const { token } = ada
  const write = (body: unknown) => ({ method: 'POST', token, ...json(body) })
  const post = write({ title })
  const traceparent = (flags: string, { traceId, spanId } = parent) => `00-${traceId}-${spanId}-${flags}`

  responses.signUp = await send('/api/auth/signup', {
    method: 'POST',
    ...json({ email: 'new@example.com', password: testPassword }),
  })
  responses.create = await send('/api/me/tasks', post)
  concurrent = await Promise.all(
    Array.from({ length: 24 }, (_, index) =>
      index % 2 ? send('/api/me/tasks', post) : send('/api/me/tasks', { token }),
    ),
  )
  responses.list = await send('/api/me/tasks?search=Confidential', { token })
  responses.invalid = await send('/api/me/tasks?limit=0', { token })
  responses.unknownToken = await send('/api/me/tasks', { token: 'canary' })
  responses.unknownPath = await send('/somewhere/ada@example.com?token=canary', { token })
  responses.failed = await send('/api/me/stats', { token })
  responses.batch = await send('/trpc/tasks.list,auth.me?batch=1&input=%7B%7D', { token })
  responses.failedBatch = await send('/trpc/tasks.list,tasks.stats?batch=1&input=%7B%7D', { token })
  responses.continued = await send('/health', { headers: { traceparent: traceparent('01'), tracestate: 'vendor=1' } })
  responses.unsampled = await send('/api/me/tasks', {
    token,
    headers: { traceparent: traceparent('00', unsampled) },
  })
  responses.ownId = await send('/api/me/tasks', { token, headers: { 'x-request-id': 'my-own-id' } })
  responses.external = await send('/api/auth/me', { token: externalToken })
  responses.keyed = await send('/api/me/tasks', { ...post, headers: { 'idempotency-key': 'key-1', ...post.headers } })

  await server.close()
  await keys.close()
  log = server.log.map((line) => JSON.parse(line))
})
afterAll(() => collector?.close())

const idOf = (name: string) => String(responses[name]?.headers['x-request-id'])
const traceOf = (traceId: string) => collector.spans.filter((span) => span.traceId === traceId)

interface Tree {
  readonly name: string
  readonly children: readonly Tree[]
}

/** Returns the spans of a trace as a tree of names, in the order in which they began. */
function treeOf(spans: readonly ReceivedSpan[], parentId?: string): Tree[] {
  return spans
    .filter((span) => span.parentId === parentId)
    .sort((a, b) => Number(a.start - b.start))
    .map(({ name, spanId }) => ({ name, children: treeOf(spans, spanId) }))
}
const leaf = (name: string): Tree => ({ name, children: [] })

function spanOf(traceId: string, name: string): ReceivedSpan {
  const found = traceOf(traceId).find((span) => span.name === name)
  if (!found) throw new Error(`No span ${name} in ${JSON.stringify(treeOf(traceOf(traceId)))}`)
  return found
}

describe('trace of a REST request', () => {
  it('has the request, the call and its statements', () => {
    const spans = traceOf(idOf('list'))

    expect(treeOf(spans)).toEqual([
      {
        name: 'GET /api/:userId/tasks',
        children: [{ name: 'tasks.list', children: [leaf('task_list_created_desc_all_false')] }],
      },
    ])
    expect(spans.map(({ kind }) => kind).sort()).toEqual(['client', 'internal', 'server'])
  })

  it('has the attributes of the semantic conventions', () => {
    const [request, call, statement] = ['GET /api/:userId/tasks', 'tasks.list', 'task_list_created_desc_all_false'].map(
      (name) => spanOf(idOf('list'), name),
    )

    expect(request?.attributes).toEqual({
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'http.route': '/api/:userId/tasks',
      'network.protocol.version': '1.1',
      'url.path': '/api/me/tasks',
      'url.scheme': 'http',
      'user.id': ada.id,
    })
    expect(call?.attributes).toEqual({ 'taskpact.transport': 'rest', 'taskpact.outcome': 'ok', 'user.id': ada.id })
    expect(statement?.attributes).toEqual({
      'db.system.name': 'postgresql',
      'db.query.summary': 'task_list_created_desc_all_false',
    })
    expect(statement?.resource).toMatchObject({ 'service.name': 'taskpact', 'deployment.environment.name': 'test' })
  })

  it('has an event for each step of the call', () => {
    const events = spanOf(idOf('create'), 'tasks.create').events.map(({ name }) => name)

    const common = ['authenticate', 'limit', 'authorize', 'parse']
    expect(events).toEqual([...common, 'queue', 'idempotency', 'handler', 'encode'])
  })

  it('has only its own statements if requests of a user wait for each other', () => {
    const names = concurrent.map(({ headers }) =>
      traceOf(String(headers['x-request-id']))
        .map(({ name }) => name)
        .sort(),
    )

    const read = ['GET /api/:userId/tasks', 'task_list_created_desc_all_false', 'tasks.list']
    const write = ['POST /api/:userId/tasks', 'task_create', 'tasks.create']
    expect(names).toEqual(concurrent.map((_, index) => (index % 2 ? write : read)))
  })

  it('contains each span within the time of its parent', () => {
    for (const span of traceOf(idOf('create'))) {
      const parent = collector.spans.find(({ spanId }) => spanId === span.parentId) ?? span
      const times = [parent.start, span.start, ...span.events.map(({ time }) => time), span.end, parent.end]
      expect(times).toEqual(times.toSorted((a, b) => Number(a - b)))
    }
  })
})

describe('trace of a tRPC batch', () => {
  it('has a span for each call', () => {
    const [request, ...more] = treeOf(traceOf(idOf('batch')))

    expect(more).toEqual([])
    expect(request?.name).toBe('GET /trpc/:procedures')
    expect(request?.children.map(({ name }) => name).sort()).toEqual(['auth.me', 'tasks.list'])
    for (const { children } of request?.children ?? []) expect(children).toHaveLength(1)
    expect(spanOf(idOf('batch'), 'tasks.list').attributes).toMatchObject({
      'rpc.system.name': 'trpc',
      'rpc.method': 'tasks.list',
      'taskpact.transport': 'trpc',
    })
  })
})

describe('trace of a request that fails unexpectedly', () => {
  it('has an error in the request, the call and the statement', () => {
    const status = responses.failed?.status
    const [request, call, statement] = ['GET /api/:userId/stats', 'tasks.stats', 'select'].map((name) =>
      spanOf(idOf('failed'), name),
    )

    expect(status).toBeGreaterThanOrEqual(500)
    expect([request?.status, call?.status, statement?.status]).toEqual(['error', 'error', 'error'])
    expect(request?.attributes).toMatchObject({ 'http.response.status_code': status, 'error.type': String(status) })
    expect(call?.attributes['error.type']).toBe(call?.attributes['taskpact.outcome'])
    expect(statement?.attributes).toMatchObject({ 'db.response.status_code': '42883', 'error.type': '42883' })
  })

  it('has an error in one call of a batch and in its request', () => {
    const statuses = traceOf(idOf('failedBatch')).map(({ name, status }) => [name, status])

    expect(responses.failedBatch?.status).toBe(207)
    expect(Object.fromEntries(statuses)).toMatchObject({
      'GET /trpc/:procedures': 'error',
      'tasks.stats': 'error',
      'tasks.list': 'unset',
    })
  })
})

describe('trace of a refused request', () => {
  it.each([
    ['invalid', 400, 'invalid_input', 'parse'],
    ['unknownToken', 401, 'invalid_token', 'authorize'],
  ])('has the outcome and the step, and is not an error: %s', (name, status, outcome, step) => {
    const request = spanOf(idOf(name), 'GET /api/:userId/tasks')
    const call = spanOf(idOf(name), 'tasks.list')

    expect(request.attributes).toMatchObject({ 'http.response.status_code': status })
    expect(call.attributes).toMatchObject({ 'taskpact.outcome': outcome })
    expect(call.events.at(-1)?.name).toBe(step)
    expect([request.status, call.status]).toEqual(['unset', 'unset'])
  })

  it('has no route and no e-mail address if the path is unknown', () => {
    const [span, ...more] = traceOf(idOf('unknownPath'))

    expect(more).toEqual([])
    expect(span).toMatchObject({ name: 'GET', status: 'unset' })
    expect(span?.attributes).toMatchObject({ 'url.path': '/somewhere/***', 'http.response.status_code': 404 })
    expect(span?.attributes).not.toHaveProperty('http.route')
  })
})

describe('trace context', () => {
  it('is continued if the request is sampled', () => {
    expect(responses.continued?.headers['x-request-id']).toBe(parent.traceId)
    expect(spanOf(parent.traceId, 'GET /health')).toMatchObject({ parentId: parent.spanId, traceState: 'vendor=1' })
  })

  it('is continued without spans if the request is not sampled', () => {
    expect(responses.unsampled?.headers['x-request-id']).toBe(unsampled.traceId)
    expect(traceOf(unsampled.traceId)).toEqual([])
  })

  it('is sent to the issuer of a token', () => {
    const span = spanOf(idOf('external'), 'GET')

    expect(span).toMatchObject({ kind: 'client', status: 'unset' })
    expect(span.attributes).toMatchObject({ 'http.response.status_code': 200, 'server.address': '127.0.0.1' })
    expect(span.attributes['url.full']).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/jwks$/)
    expect(span.parentId).toBe(spanOf(idOf('external'), 'auth.me').spanId)
    expect(jwksRequest?.traceparent).toBe(`00-${span.traceId}-${span.spanId}-01`)
  })
})

describe('request id', () => {
  it('is the id of the trace', () => {
    expect(traceOf(idOf('list'))).toHaveLength(3)
    expect(responses.invalid?.body).toMatchObject({ requestId: idOf('invalid') })
  })

  it('is that of the client if there is one, which the span contains', () => {
    expect(idOf('ownId')).toBe('my-own-id')
    const found = collector.spans.filter(({ attributes }) => 'http.request.header.x-request-id' in attributes)
    expect(found).toHaveLength(1)
    expect(found[0]?.attributes).toMatchObject({ 'http.request.header.x-request-id': ['my-own-id'] })
  })

  it.each(['list', 'unsampled'])('is in log lines with the span of the call: %s', (name) => {
    const lines = log.filter(({ requestId }) => requestId === idOf(name))

    expect(lines).toMatchObject([{ operation: 'tasks.list', trace_id: idOf(name) }])
    expect(lines[0]?.span_id).toMatch(/^[\da-f]{16}$/)
    if (name === 'list') expect(lines[0]?.span_id).toBe(spanOf(idOf(name), 'tasks.list').spanId)
  })

  it('leads from the id of the client to the trace by the log', () => {
    const [line] = log.filter(({ requestId }) => requestId === 'my-own-id')

    expect(traceOf(String(line?.trace_id))).toHaveLength(3)
  })
})

describe('exported bytes', () => {
  it('T1: contain no token, password, title, e-mail address or query', () => {
    const secrets = [ada.token, externalToken, testPassword, 'Confidential', 'canary', 'example.com', 'limit=0']
    const bytes = collector.text()

    expect(bytes.includes(ada.id)).toBe(true)
    expect(secrets.filter((secret) => bytes.includes(secret))).toEqual([])
    expect(JSON.stringify(collector.spans, (_key, value) => (typeof value === 'bigint' ? '' : value))).not.toMatch(
      /eyJ|Bearer|@/,
    )
  })
})
