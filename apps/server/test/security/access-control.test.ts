import { contract, routes, system } from '@taskpact/contract'
import {
  type Calls,
  json,
  type Options,
  sendTo,
  startTestServer,
  succeeded,
  type TestServer,
  type User,
} from '@taskpact/testing'
import { initContract } from '@ts-rest/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { unknownTaskId } from '../support/task-requests.js'

let server: TestServer
let ada: User
let eve: User
let taskId: string
beforeAll(async () => {
  server = await startTestServer()
  ada = await server.signUp('ada@example.org')
  eve = await server.signUp('eve@example.org')
  const created = await server.by('in-process').call('tasks.create', { title: 'Of Ada' }, ada.token)
  taskId = (succeeded(created) as { id: string }).id
})
afterAll(() => server?.close())

const send = sendTo(() => server)

/** Returns the whole response except its date and request id. */
async function bytesOf(path: string, options: Options, id: string): Promise<string> {
  const { status, headers, text } = await send(path, options)
  const { date: _, 'x-request-id': requestId, ...others } = headers
  const body = text.replaceAll(String(requestId), 'REQUEST').replaceAll(id, 'ID')
  return JSON.stringify([status, others, body])
}

async function tasksOf({ token }: User): Promise<unknown> {
  return succeeded(await server.by('in-process').call('tasks.list', {}, token))
}

describe('rest', () => {
  it.each<[string, string, object | undefined]>([
    ['GET', '', undefined],
    ['PATCH', '', { title: 'Of Eve' }],
    ['PATCH', '', {}],
    ['PATCH', '', { title: '' }],
    ['PATCH', '/complete', {}],
    ['PATCH', '/complete', { completed: true }],
    ['DELETE', '', undefined],
    ['PUT', '', {}],
    ['POST', '', {}],
    ['HEAD', '', undefined],
    ['OPTIONS', '', undefined],
  ])(
    "A1: responds to requests for another user's task as for an unknown one, byte for byte: %s %s %j",
    async (method, suffix, body) => {
      const before = await tasksOf(ada)
      const options = { method, token: eve.token, ...(body && json(body, { 'if-none-match': '*', 'if-match': '*' })) }

      for (const userId of ['me', eve.id, ada.id, 'unknown']) {
        const eventsOfOne = await bytesOf(`/api/${userId}/tasks/${taskId}${suffix}`, options, taskId)
        expect(eventsOfOne).toBe(
          await bytesOf(`/api/${userId}/tasks/${unknownTaskId}${suffix}`, options, unknownTaskId),
        )
        expect(eventsOfOne).not.toMatch(/^\[2\d\d,.*Of Ada/)
      }
      expect(await tasksOf(ada)).toEqual(before)
    },
  )

  it("A1: responds to requests for another user's tasks or session as for unknown ones, byte for byte", async () => {
    const options = { token: eve.token }
    const userWithSession = await server.signUp()
    const end = { method: 'DELETE', token: eve.token }

    expect(await bytesOf(`/api/${ada.id}/tasks`, options, ada.id)).toBe(
      await bytesOf('/api/unknown/tasks', options, 'unknown'),
    )
    expect(await bytesOf(`/api/auth/sessions/${userWithSession.sessionId}`, end, userWithSession.sessionId)).toBe(
      await bytesOf(`/api/auth/sessions/${unknownTaskId}`, end, unknownTaskId),
    )
    expect(await server.by('in-process').call('auth.me', {}, userWithSession.token)).toMatchObject({ ok: true })
  })

  it.each(['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'])(
    'A5: does not take the method from %s',
    async (name) => {
      const headers = { [name]: 'DELETE' }
      const path = `/api/me/tasks/${taskId}`

      expect((await send(path, { token: ada.token, headers })).status).toBe(200)
      expect((await send(`${path}?_method=DELETE`, { token: ada.token })).status).toBe(400)
      expect(
        (await send(path, { method: 'POST', token: ada.token, ...json({ _method: 'DELETE' }, headers) })).status,
      ).toBe(405)
      expect((await send(path, { token: ada.token })).status).toBe(200)
    },
  )

  it.each([
    (path: string) => path,
    (path: string) => `${path}/`,
    (path: string) => `/${path}`,
    (path: string) => path.toUpperCase(),
    (path: string) => path.replace('/api', '/API'),
    (path: string) => path.replace('tasks', 'Tasks'),
    (path: string) => path.replace('tasks', '%74asks'),
    (path: string) => path.replace('/tasks', '/./tasks'),
    (path: string) => path.replace('/tasks', '//tasks'),
    (path: string) => path.replace('/tasks', '/x/../tasks'),
    (path: string) => path.replace('/tasks', '/%2e%2e/tasks'),
    (path: string) => path.replace('/tasks', ';x=1/tasks'),
    (path: string) => path.replace('/tasks', '%2ftasks'),
    (path: string) => path.replace('/tasks', '\\tasks'),
    (path: string) => `${path}%00`,
    (path: string) => `${path};x=1`,
    (path: string) => `http://localhost${path}`,
    (path: string) => path.replace('/api/', `/api/${eve.id}/../`),
  ])("A5: does not serve another user's task by another spelling of the path: %s", async (respell) => {
    const path = respell(`/api/${ada.id}/tasks/${taskId}`)
    for (const method of ['GET', 'HEAD', 'DELETE', 'PATCH', 'POST', 'OPTIONS']) {
      for (const token of [undefined, eve.token]) {
        const { status, text } = await send(path, { method, ...(token && { token }) })
        expect(text).not.toContain('Of Ada')
        if (method !== 'OPTIONS') expect(status, `${method} ${path}`).toBeGreaterThanOrEqual(400)
      }
    }
    expect((await send(`/api/me/tasks/${taskId}`, { token: ada.token })).status).toBe(200)
  })
})

const transport = 'in-process'

describe(transport, () => {
  const call: Calls['call'] = (...args) => server.by(transport).call(...args)

  it('A2: does not return rows of another user by cursor or filter', async () => {
    const [one, other] = [await server.signUp(), await server.signUp()]
    for (const title of ['a', 'b', 'c']) {
      await call('tasks.create', { title }, one.token)
      await call('tasks.create', { title: `other ${title}` }, other.token)
    }
    const page = succeeded(await call('tasks.list', { limit: 1 }, one.token)) as { nextCursor: string }
    const cursor = page.nextCursor
    const events = succeeded(await call('auth.events.list', {}, other.token)) as { items: { id: string }[] }
    const eventsOfOne = succeeded(await call('auth.events.list', {}, one.token)) as { items: { id: string }[] }

    expect(await call('tasks.list', { cursor }, other.token)).toMatchObject({ code: 'invalid_cursor' })
    expect(await call('tasks.list', { cursor, userId: one.id }, other.token)).toMatchObject({ code: 'forbidden' })
    expect(await call('auth.events.list', { cursor }, one.token)).toMatchObject({ code: 'invalid_cursor' })
    for (const status of ['all', 'pending', 'completed']) {
      const { items } = succeeded(await call('tasks.list', { status }, other.token)) as { items: { userId: string }[] }
      expect(items.filter(({ userId }) => userId !== other.id)).toEqual([])
    }
    expect(events.items).not.toHaveLength(0)
    expect(events.items.map(({ id }) => id)).not.toEqual(expect.arrayContaining(eventsOfOne.items.map(({ id }) => id)))
  })

  it('A7: refuses writes after a sign-out or a deletion, even with concurrent requests', async () => {
    for (let round = 0; round < 13; round++) {
      const one = await server.signUp()
      const task = succeeded(await call('tasks.create', { title: 'x' }, one.token)) as { id: string }
      const update = { taskId: task.id, title: 'late' }
      await Promise.all([call('tasks.update', update, one.token), call('tasks.remove', { taskId: task.id }, one.token)])
      expect(await call('tasks.update', update, one.token)).toMatchObject({ code: 'not_found' })
      expect(await call('tasks.list', {}, one.token)).toMatchObject({ value: { items: [] } })

      const concurrent = Array.from({ length: 3 }, () => call('tasks.create', { title: 'concurrent' }, one.token))
      await call('auth.signout', {}, one.token)
      expect(await call('tasks.create', { title: 'after' }, one.token)).toMatchObject({ code: 'invalid_token' })
      await Promise.all(concurrent)
    }
  }, 60_000)
})

describe('A6: a route without access metadata', () => {
  const withoutMetadata = {
    method: 'GET',
    path: '/x',
    summary: 'X',
    description: 'X.',
    responses: { 200: z.object({}) },
  } as const

  it('A6: does not compile, and keeps the server from starting', async () => {
    // @ts-expect-error - metadata is required
    const dummy = routes({ silent: withoutMetadata })
    const api = {
      contract: initContract().router({ ...contract, dummy: dummy as never }) as typeof contract,
      createService: (taskpact: object) => ({ ...taskpact, dummy: { withoutMetadata: async () => ({}) } }) as never,
    }

    await expect(startTestServer({ api })).rejects.toThrow(/dummy\.silent: .*metadata/)
  })

  it('A6: an operation without a handler keeps the server from starting', async () => {
    const api = { contract: initContract().router({ system }), createService: () => ({}) as never }

    await expect(startTestServer({ api })).rejects.toThrow(/system\.health/)
  })
})
