import { expectProblem, json, type RawResponse } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { unknownTaskId } from '../support/task-requests.js'
import { type OpenServer, type RestUser, signUpUser, startOpenServer, type Task } from '../support/task-user.js'

let server: OpenServer
let ada: RestUser
let eve: RestUser

beforeAll(async () => {
  server = await startOpenServer()
  ada = await signUpUser(server)
  eve = await signUpUser(server)
  await ada.createTask('Buy milk', { dueDate: '2020-01-01' })
  await ada.createTask('Call Eve')
  await ada.createTask('Sleep')
})
afterAll(() => server?.close())

const ifNoneMatch = (tag: string, more: object = {}) => ({ headers: { 'if-none-match': tag, ...more } })
const listed = (query = '', headers = {}) => ada.send('GET', `tasks${query}`, { headers })

async function listEtag(user = ada): Promise<string> {
  return String((await user.send('GET', 'tasks')).headers.etag)
}

function expectNotModified(response: RawResponse, tag: string): void {
  expect(response).toMatchObject({ status: 304, text: '' })
  expect(response.headers).toMatchObject({ etag: tag, 'cache-control': 'private, no-cache' })
  expect(response.headers).not.toHaveProperty('content-type')
}

describe('ETag of a task', () => {
  const expectEtag = (response: RawResponse) =>
    expect(response.headers.etag).toMatch(new RegExp(`^"\\w{12}-${(response.body as Task).revision}"$`))

  it('contains its revision in every response that contains the task', async () => {
    const created = await ada.send('POST', 'tasks', json({ title: 'Paint' }))
    const { id } = created.body as Task
    expectEtag(created)
    expectEtag(await ada.send('GET', `tasks/${id}`))
    expectEtag(await ada.send('PATCH', `tasks/${id}`, json({ title: 'Paint it' })))
    expectEtag(await ada.send('PATCH', `tasks/${id}/complete`))
    const removed = await ada.deleteTask({ id })
    expect(removed.headers.etag).toBeUndefined()
    expectEtag(await ada.send('POST', `tasks/${id}/restore`))
  })

  it.each([
    ['strong', (tag: string) => tag],
    ['weak', (tag: string) => `W/${tag}`],
    ['in a list', (tag: string) => `"x", ${tag},"y"`],
    ['in a list of weak ETags', (tag: string) => `W/"x" , W/${tag}`],
    ['*', () => '*'],
  ])('returns 304 for If-None-Match with its ETag: %s', async (_how, spelled) => {
    const { id } = await ada.createTask()
    const tag = String((await ada.send('GET', `tasks/${id}`)).headers.etag)

    expectNotModified(await ada.send('GET', `tasks/${id}`, ifNoneMatch(spelled(tag))), tag)
  })

  it.each(['"0"', 'x', '', '"', '""', '1', 'W/', 'W/"1', '"1";"2"'])(
    'returns 200 for If-None-Match: %j',
    async (other) => {
      const { id } = await ada.createTask()

      expect(await ada.send('GET', `tasks/${id}`, ifNoneMatch(other))).toMatchObject({ status: 200, body: { id } })
    },
  )

  it('returns 200 after a change', async () => {
    const { id } = await ada.createTask()
    const { etag } = (await ada.send('GET', `tasks/${id}`)).headers
    await ada.send('PATCH', `tasks/${id}`, json({ title: 'Changed' }))

    expect(await ada.send('GET', `tasks/${id}`, ifNoneMatch(String(etag)))).toMatchObject({
      status: 200,
      body: { id },
    })
  })

  it('is ignored by If-None-Match of a write', async () => {
    const { id } = await ada.createTask()
    const { etag } = (await ada.send('GET', `tasks/${id}`)).headers
    const headers = ifNoneMatch(`${etag}, *`).headers

    expect(await ada.send('PATCH', `tasks/${id}`, json({ title: 'Changed' }, headers))).toMatchObject({ status: 200 })
    expect(await ada.send('PATCH', `tasks/${id}/complete`, { headers })).toMatchObject({ status: 200 })
    expect(await ada.send('POST', 'tasks', json({ title: 'Made' }, headers))).toMatchObject({ status: 201 })
    expect(await ada.send('DELETE', `tasks/${id}`, { headers })).toMatchObject({ status: 204 })
  })
})

describe('ETag of a list', () => {
  it.each([
    ['strong', (tag: string) => tag],
    ['weak', (tag: string) => `W/${tag}`],
    ['in a list', (tag: string) => `"x", ${tag}`],
    ['*', () => '*'],
  ])('returns 304 for If-None-Match with its ETag: %s', async (_how, spelled) => {
    const list = await listed()
    const tag = String(list.headers.etag)

    expect(list).toMatchObject({ status: 200, headers: { 'cache-control': 'private, no-cache' } })
    expect(tag).toMatch(/^"[\w-]+"$/)
    expectNotModified(await listed('', ifNoneMatch(spelled(tag)).headers), tag)
  })

  it('changes with each write of the user', async () => {
    const received = [await listEtag()]
    const expectChangedEtag = async ({ status }: RawResponse) => {
      expect(status).toBeLessThan(300)
      received.push(await listEtag())
    }
    const created = await ada.send('POST', 'tasks', json({ title: 'Paint' }))
    const { id } = created.body as Task
    await expectChangedEtag(created)
    await expectChangedEtag(await ada.send('PATCH', `tasks/${id}`, json({ title: 'Paint it' })))
    await expectChangedEtag(await ada.send('PATCH', `tasks/${id}/complete`))
    await expectChangedEtag(await ada.deleteTask({ id }))
    await expectChangedEtag(await ada.send('POST', `tasks/${id}/restore`))
    await expectChangedEtag(await ada.deleteTask({ id }))
    await expectChangedEtag(await ada.send('DELETE', `tasks/${id}/trash`))
    await expectChangedEtag(
      await ada.send('POST', 'tasks/batch', json({ operations: [{ op: 'create', title: 'Batched' }] })),
    )
    await expectChangedEtag(await ada.send('POST', 'tasks/import', json([{ title: 'Imported' }])))

    expect(new Set(received)).toHaveLength(received.length)
  })

  it('does not change with refused writes or writes of another user', async () => {
    const tag = await listEtag()
    await ada.send('PATCH', `tasks/${unknownTaskId}`, json({ title: 'None' }))
    await ada.send('POST', 'tasks', json({ title: '' }))
    await eve.deleteTask(await eve.createTask())

    expect(await listEtag()).toBe(tag)
    expectNotModified(await listed('', ifNoneMatch(tag).headers), tag)
  })

  it.each(['?overdue=true', '?overdue=false', '?overdue=true&status=pending&limit=1'])(
    'is absent if the list depends on the clock: %s',
    async (query) => {
      const tag = await listEtag()
      const list = await listed(query)

      expect(list.headers).not.toHaveProperty('etag')
      expect(list.headers['cache-control']).toBe('no-store')
      for (const named of [tag, `W/${tag}`]) {
        expect(await listed(query, ifNoneMatch(named).headers)).toMatchObject({ status: 200, body: list.body })
      }
    },
  )

  it.each(['tasks?overdue=true', 'tasks?overdue=false', 'stats', 'changes'])(
    'returns 200 for If-None-Match: * on %s, which has no ETag',
    async (path) => {
      expect(await ada.send('GET', path, ifNoneMatch('*'))).toMatchObject({ status: 200 })
    },
  )

  it.each(['?sort=title', '?status=completed', '?trashed=true', '?search=milk', '?limit=1', '?timeZone=Europe/Paris'])(
    'is sent for %s',
    async (query) => {
      const list = await listed(query)
      const tag = String(list.headers.etag)

      expect(list.status).toBe(200)
      expectNotModified(await listed(query, ifNoneMatch(tag).headers), tag)
    },
  )

  it('is sent for each page', async () => {
    const first = await listed('?limit=1')
    const { nextCursor } = first.body as { nextCursor: string }
    const second = await listed(`?limit=1&cursor=${nextCursor}`)
    const tag = String(second.headers.etag)

    expect(second.status).toBe(200)
    expectNotModified(await listed(`?limit=1&cursor=${nextCursor}`, ifNoneMatch(tag).headers), tag)
  })

  it('of one user does not match the list of another at the same URL', async () => {
    const [first, second] = [await signUpUser(server), await signUpUser(server)]
    await first.createTask('Secret')
    await second.createTask('Mine')

    expect(await second.send('GET', 'tasks', ifNoneMatch(await listEtag(first)))).toMatchObject({
      status: 200,
      body: { items: [{ title: 'Mine' }] },
    })
  })
})

describe('If-None-Match', () => {
  it('is evaluated after authentication and authorization', async () => {
    const { id } = await ada.createTask()
    const { etag } = (await ada.send('GET', `tasks/${id}`)).headers
    for (const headers of [{ 'if-none-match': '*' }, { 'if-none-match': `${etag}, ${await listEtag()}` }]) {
      for (const path of ['tasks', `tasks/${id}`]) {
        expectProblem(await server.send(`/api/me/${path}`, { headers }), 'unauthenticated')
        expectProblem(await server.send(`/api/me/${path}`, { headers, token: 'no.such.token' }), 'invalid_token')
        expectProblem(await server.send(`/api/${ada.id}/${path}`, { headers, token: eve.token }), 'forbidden')
      }
      expectProblem(await eve.send('GET', `tasks/${id}`, { headers }), 'not_found')
    }
  })

  it.each([
    ['?limit=0', 'invalid_input'],
    ['?unknown=1', 'invalid_input'],
    ['?cursor=%20', 'invalid_input'],
    ['?cursor=x', 'invalid_cursor'],
    ['?cursor=', 'invalid_cursor'],
  ] as const)('is evaluated after the query is validated: %s', async (query, code) => {
    for (const tag of ['*', await listEtag()]) expectProblem(await listed(query, ifNoneMatch(tag).headers), code)
  })

  it('is evaluated after the cursor is validated', async () => {
    const { nextCursor } = (await listed('?limit=1&sort=title')).body as { nextCursor: string }
    const tag = await listEtag()

    expectProblem(await listed(`?limit=1&cursor=${nextCursor}`, ifNoneMatch(tag).headers), 'invalid_cursor')
  })

  it.each(['tasks', 'tasks?limit=1', 'tasks?overdue=true', 'stats'])('HEAD %s has the headers of GET', async (path) => {
    const [get, head] = [await ada.send('GET', path), await ada.send('HEAD', path)]
    const stableHeaders = ({ headers }: RawResponse) => ({ ...headers, date: '', 'x-request-id': '', connection: '' })

    expect(head).toMatchObject({ status: 200, text: '' })
    expect(stableHeaders(head)).toEqual(stableHeaders(get))
    expect(await ada.send('HEAD', path, ifNoneMatch(get.headers.etag ?? '"none"'))).toMatchObject({
      status: get.headers.etag ? 304 : 200,
      text: '',
    })
  })
})
