import { jsonType, startTestServer, type TestServer } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { problemOf, trpcCallsTo } from '../support/trpc-call.js'

let server: TestServer
let ada: { token: string; userId: string }
let eve: { token: string; userId: string }
let taskId: string

const { call, mutate, signUp } = trpcCallsTo(
  () => server,
  () => ada.token,
)

beforeAll(async () => {
  server = await startTestServer()
  ada = await signUp('ada@example.org')
  eve = await signUp('eve@example.org')
  const { body } = await mutate('tasks.create', { title: 'Of Ada' }, ada.token)
  taskId = (body as { result: { data: { id: string } } }).result.data.id
})
afterAll(() => server?.close())

interface Batch {
  readonly status: number
  readonly headers: Headers
  /** The error code of each item, or `ok`. */
  readonly codes: readonly string[]
  readonly text: string
}

async function sendBatch(items: readonly (readonly [name: string, input: object])[], token?: string): Promise<Batch> {
  const names = items.map(([name]) => name).join(',')
  const inputs = JSON.stringify(Object.fromEntries(items.map(([, input], i) => [i, input])))
  const isQuery = items.every(([name]) => /list|get|me|health/.test(name))
  const response = isQuery
    ? await call(`${names}?batch=1&input=${encodeURIComponent(inputs)}`, {}, token)
    : await call(`${names}?batch=1`, { method: 'POST', headers: jsonType, body: inputs }, token)
  const codes = (response.body as object[]).map((item) => ('error' in item ? problemOf(item).code : 'ok'))
  return { status: response.status, headers: response.headers, codes, text: response.text }
}

describe('trpc', () => {
  it('A9: authorizes each call of a batch separately', async () => {
    const items = [
      ['system.health', {}],
      ['auth.me', {}],
      ['tasks.list', { userId: ada.userId }],
      ['tasks.get', { taskId }],
      ['tasks.list', {}],
    ] as const

    const byEve = await sendBatch(items, eve.token)
    expect(byEve.codes).toEqual(['ok', 'ok', 'forbidden', 'not_found', 'ok'])
    expect(byEve.status).toBe(207)
    expect(byEve.text).not.toMatch(/Of Ada|ada@/)

    expect((await sendBatch(items, ada.token)).codes).toEqual(['ok', 'ok', 'ok', 'ok', 'ok'])
    expect((await sendBatch(items)).codes).toEqual(['ok', ...Array.from({ length: 4 }, () => 'unauthenticated')])
    expect((await sendBatch(items, 'not.a.token')).codes).toEqual([
      'ok',
      ...Array.from({ length: 4 }, () => 'invalid_token'),
    ])
  })

  it('A9: sends WWW-Authenticate for a batch in which a call lacks a token', async () => {
    const response = await sendBatch([
      ['system.health', {}],
      ['auth.me', {}],
    ])

    expect(response.status).toBe(207)
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer /)
  })

  it('A9: performs only the allowed writes of a batch', async () => {
    const response = await sendBatch(
      [
        ['tasks.create', { title: 'Of Eve' }],
        ['tasks.create', { userId: ada.userId, title: 'Of Eve' }],
        ['tasks.remove', { taskId }],
        ['tasks.update', { userId: ada.userId, taskId, title: 'Of Eve' }],
        ['tasks.complete', { taskId }],
      ],
      eve.token,
    )

    expect(response.codes).toEqual(['ok', 'forbidden', 'not_found', 'forbidden', 'not_found'])
    const list = await call('tasks.list', {}, ada.token)
    expect((list.body as { result: { data: object } }).result.data).toMatchObject({
      items: [{ id: taskId, title: 'Of Ada', completed: false, revision: 1 }],
    })
  })

  it('A9: refuses the token of a session that a batch signed out', async () => {
    const { token } = await signUp('leaving@example.org')
    await sendBatch(
      [
        ['auth.signout', {}],
        ['tasks.create', { title: 'concurrent' }],
      ],
      token,
    )

    expect(
      (
        await sendBatch(
          [
            ['auth.me', {}],
            ['tasks.list', {}],
          ],
          token,
        )
      ).codes,
    ).toEqual(['invalid_token', 'invalid_token'])
  })
})
