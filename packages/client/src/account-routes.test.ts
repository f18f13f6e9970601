import { mkdtemp, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Contract, contract, operations } from '@taskpact/contract'
import { createMockTransport } from '@taskpact/contract/mock'
import { build } from 'esbuild'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openRecordingServer, type RecordingServer } from '../test/recording-server.js'
import { rejection } from '../test/rejection.js'
import { json, problem, type Respond, unavailable } from '../test/responses.js'
import { routes } from './account-routes.gen.js'
import { findRoute } from './account-routes.js'
import { type ClientOptions, createClient, createClientOf } from './create-client.js'
import { createSession } from './create-session.js'
import type { Method } from './pages.js'
import { contractVersion, routes as firstRoutes } from './routes.gen.js'
import { toRouteTable } from './to-route-table.js'

type Paged = Method & { readonly pages: (input?: object) => AsyncGenerator; readonly all: Paged['pages'] }

let server: RecordingServer
let responses: Respond[]

beforeEach(async () => {
  responses = []
  const page = json({ items: [{ id: '1' }], nextCursor: null })
  server = await openRecordingServer((res) => (responses.shift() ?? page)(res))
})
afterEach(() => server.close())

const table = toRouteTable(operations(contract))
const client = (options: Partial<ClientOptions> = {}) =>
  createClient({ baseUrl: server.baseUrl, retries: 0, ...options })
const methodOf = (client: unknown, name: string) =>
  name.split('.').reduce((part, key) => (part as Record<string, unknown>)[key], client) as Paged
const urls = () => server.requests.map(({ url }) => url)
const reason = new Error('The page was left')

/** Lets all work end that a call has begun. */
async function settle() {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
}

describe('routes of accounts', () => {
  it('are all routes of auth that a page does not need at once', () => {
    const ofAuth = Object.keys(firstRoutes).filter((name) => name.startsWith('auth.'))

    expect(ofAuth.map((name) => name.slice(5))).toEqual(['signup', 'signin', 'refresh', 'session', 'signout', 'me'])
    expect(Object.keys(routes).filter((name) => !name.startsWith('auth.'))).toEqual([])
    expect({ ...firstRoutes, ...routes }).toEqual(table)
  })

  it('name their cursor `cursor` and have no live changes', () => {
    for (const { cursor = 'cursor', live } of Object.values(routes))
      expect([cursor, live]).toEqual(['cursor', undefined])
  })
})

describe.each(Object.entries(routes))('%s', (name, { path, cursor }) => {
  const input = Object.fromEntries([...path.matchAll(/:(\w+)/g)].map(([, field]) => [field, 'a b']))

  it('sends the request of a client that has all routes', async () => {
    const options = { baseUrl: server.baseUrl, token: 'abc' }
    const events: string[] = []

    await methodOf(createClientOf<Contract>(table, options, contractVersion), name)(input)
    await methodOf(createClient({ ...options, onRequest: ({ operation }) => void events.push(operation) }), name)(input)

    const [expected, actual] = server.requests
    expect(actual).toEqual(expected)
    expect(events).toEqual([name])
  })

  it('has pages if they are declared; otherwise they are a TypeError and nothing is sent', async () => {
    const method = methodOf(client(), name)
    await method(input)

    const pages = [method.pages(input).next(), method.all(input).next()]

    if (cursor) {
      expect((await Promise.all(pages)).map(({ value }) => value)).toEqual([expect.anything(), { id: '1' }])
    } else {
      for (const page of pages) await expect(page).rejects.toThrow(new TypeError(`client.${name} has no pages.`))
      expect(server.requests).toHaveLength(1)
    }
  })
})

describe('a call of an operation whose route is loaded', () => {
  it('iterates over all pages', async () => {
    responses = [json({ items: [1], nextCursor: 'a' }), json({ items: [2], nextCursor: null })]
    const items: unknown[] = []

    for await (const item of client().auth.tokens.list.all({ limit: 1 })) items.push(item)

    expect(items).toEqual([1, 2])
    expect(urls()).toEqual(['/api/auth/tokens?limit=1', '/api/auth/tokens?limit=1&cursor=a'])
  })

  it.each(['auth.foo', 'auth.tokens', 'auth.tokens.foo.bar', 'auth.tokens.listAll'])(
    'rejects with a TypeError if there is no such operation: %s',
    async (name) => {
      await expect(methodOf(client(), name)()).rejects.toThrow(new TypeError(`client.${name} is not an operation.`))
      expect(server.requests).toEqual([])
    },
  )

  it('sends nothing if the signal is already aborted', async () => {
    await expect(client().auth.exportMe({}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    await settle()

    expect(server.requests).toEqual([])
  })

  it('sends nothing if the signal is aborted while the route is loaded', async () => {
    const controller = new AbortController()
    const called: string[] = []
    const hooks = { onRequest: () => void called.push('onRequest'), token: () => void called.push('token') }

    const call = client(hooks as Partial<ClientOptions>).auth.exportMe({}, { signal: controller.signal })
    controller.abort(reason)

    await expect(call).rejects.toBe(reason)
    await settle()
    expect([called, server.requests]).toEqual([[], []])
  })

  it('rejects with `timeout` after the timeout of the client or of the call', async () => {
    responses = [() => {}, () => {}]

    expect((await rejection(client({ timeout: 30 }).auth.exportMe())).code).toBe('timeout')
    expect((await rejection(client().auth.exportMe({}, { timeout: 30 }))).code).toBe('timeout')
    await expect(client().auth.exportMe({}, { timeout: -1 })).rejects.toThrow(TypeError)
  })

  it('is retried if it only reads', async () => {
    responses = [unavailable, unavailable]
    await client({ retries: 1 })
      .auth.exportMe()
      .catch(() => {})
    responses = [unavailable]
    const error = await rejection(client({ retries: 1 }).auth.updateMe({ name: 'Ada' }))

    expect(error.code).toBe('unavailable')
    expect(server.requests.map(({ method }) => method)).toEqual(['GET', 'GET', 'PATCH'])
  })

  it('rejects with `contract_mismatch` if the server has another version of the contract', async () => {
    responses = [problem('not_found', { [contractVersion.header]: '999.abc' })]

    expect((await rejection(client().auth.exportMe())).code).toBe('contract_mismatch')
  })
})

describe('a session', () => {
  const account = { email: 'ada@example.com', password: 'Test123!' }
  async function openUser() {
    const session = createSession()
    const mock = createMockTransport()
    const client = createClient({ baseUrl: 'https://tasks.example.org', fetch: mock.fetch, session })
    await client.auth.signin(account)
    return { session, client, mock }
  }

  it('continues with the tokens of a password change', async () => {
    const { session, client } = await openUser()
    const before = await session.token()

    const { token } = await client.auth.changePassword({ currentPassword: 'Test123!', newPassword: 'Test1234!' })

    expect(token).not.toBe(before)
    expect(await session.token()).toBe(token)
  })

  it('ends when the account is deleted', async () => {
    const { session, client } = await openUser()

    await client.auth.deleteMe({ password: 'Test123!' })

    expect(session.status).toBe('signed-out')
  })

  it('refreshes its token for a call', async () => {
    const { client, mock } = await openUser()
    mock.expire()

    await client.auth.tokens.list()

    expect(mock.calls.map(({ operation }) => operation).slice(-2)).toEqual(['auth.refresh', 'auth.tokens.list'])
  })

  it('refuses a call if another user signs in while the route is loaded', () => {
    const [ada, eve] = [{ id: 'ada' }, { id: 'eve' }] as never[]
    const find = (before: undefined, now: undefined) =>
      findRoute(
        { name: 'auth.exportMe', method: '', path: '' },
        {},
        { baseUrl: '', session: { user: now } as never },
        before,
        { signal: new AbortController().signal } as never,
      )

    expect(() => find(ada as never, eve as never)).toThrow(expect.objectContaining({ code: 'session_changed' }))
    for (const [before, now] of [
      [ada, ada],
      [undefined, eve],
      [ada, undefined],
    ])
      expect(find(before as never, now as never)).toMatchObject({ name: 'auth.exportMe', method: 'GET' })
  })
})

it('a call rejects with `unreachable` if the module does not load, and the next one loads it', async () => {
  const src = fileURLToPath(new URL('.', import.meta.url))
  const folder = await mkdtemp(join(src, '../node_modules/.account-routes-'))
  try {
    const { metafile } = await build({
      entryPoints: { client: join(src, 'create-client.ts') },
      outdir: folder,
      outExtension: { '.js': '.mjs' },
      chunkNames: '[name]-[hash]',
      bundle: true,
      splitting: true,
      metafile: true,
      format: 'esm',
      conditions: ['@taskpact/source'],
    })
    const names = Object.keys(metafile.outputs).map((file) => basename(file))
    const chunk = join(folder, names.find((name) => name.startsWith('account-routes-')) as string)
    const moved = join(folder, 'moved.mjs')
    const bundle = (await import(pathToFileURL(join(folder, 'client.mjs')).href)) as {
      createClient: typeof createClient
    }
    const { auth } = bundle.createClient({ baseUrl: server.baseUrl })

    await rename(chunk, moved)
    await expect(auth.exportMe()).rejects.toMatchObject({
      name: 'ApiError',
      code: 'unreachable',
      status: 0,
      cause: { code: 'ERR_MODULE_NOT_FOUND' },
    })
    await auth.me()
    await rename(moved, chunk)
    await auth.exportMe()

    expect(urls()).toEqual(['/api/auth/me', '/api/auth/me/export'])
  } finally {
    await rm(folder, { recursive: true })
  }
})
