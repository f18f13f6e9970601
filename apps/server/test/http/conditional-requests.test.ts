import { type Answer, expectProblem, json } from '@taskpact/testing'
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

const unless = (tag: string, more: object = {}) => ({ headers: { 'if-none-match': tag, ...more } })
const listed = (query = '', headers = {}) => ada.send('GET', `tasks${query}`, { headers })

async function listTag(someone = ada): Promise<string> {
  return String((await someone.send('GET', 'tasks')).headers.etag)
}

function expectNotModified(answer: Answer, tag: string): void {
  expect(answer).toMatchObject({ status: 304, text: '' })
  expect(answer.headers).toMatchObject({ etag: tag, 'cache-control': 'private, no-cache' })
  expect(answer.headers).not.toHaveProperty('content-type')
}

describe('ETag of a task', () => {
  const tagged = (answer: Answer) => expect(answer.headers.etag).toBe(`"${(answer.body as Task).revision}"`)

  it('is its revision in every response that contains the task', async () => {
    const made = await ada.send('POST', 'tasks', json({ title: 'Paint' }))
    const { id } = made.body as Task
    tagged(made)
    tagged(await ada.send('GET', `tasks/${id}`))
    tagged(await ada.send('PATCH', `tasks/${id}`, json({ title: 'Paint it' })))
    tagged(await ada.send('PATCH', `tasks/${id}/complete`))
    const removed = await ada.deleteTask({ id })
    expect(removed.headers.etag).toBeUndefined()
    tagged(await ada.send('POST', `tasks/${id}/restore`))
  })

  it.each([
    ['strong', (tag: string) => tag],
    ['weak', (tag: string) => `W/${tag}`],
    ['in a list', (tag: string) => `"x", ${tag},"y"`],
    ['in a list of weak ETags', (tag: string) => `W/"x" , W/${tag}`],
    ['*', () => '*'],
  ])('returns 304 for If-None-Match with its ETag: %s', async (_how, spelled) => {
    const { id, revision } = await ada.createTask()
    const tag = `"${revision}"`

    expectNotModified(await ada.send('GET', `tasks/${id}`, unless(spelled(tag))), tag)
  })

  it.each(['"0"', 'x', '', '"', '""', '1', 'W/', 'W/"1', '"1";"2"'])(
    'returns 200 for If-None-Match: %j',
    async (other) => {
      const { id } = await ada.createTask()

      expect(await ada.send('GET', `tasks/${id}`, unless(other))).toMatchObject({ status: 200, body: { id } })
    },
  )

  it('returns 200 after a change', async () => {
    const { id, revision } = await ada.createTask()
    await ada.send('PATCH', `tasks/${id}`, json({ title: 'Changed' }))

    expect(await ada.send('GET', `tasks/${id}`, unless(`"${revision}"`))).toMatchObject({ status: 200, body: { id } })
  })

  it('is ignored by If-None-Match of a write', async () => {
    const { id, revision } = await ada.createTask()
    const headers = unless(`"${revision}", "${revision + 1}", *`).headers

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
    const whole = await listed()
    const tag = String(whole.headers.etag)

    expect(whole).toMatchObject({ status: 200, headers: { 'cache-control': 'private, no-cache' } })
    expect(tag).toMatch(/^"[\w-]+"$/)
    expectNotModified(await listed('', unless(spelled(tag)).headers), tag)
  })

  it('changes with each write of the user', async () => {
    const seen = [await listTag()]
    const wrote = async ({ status }: Answer) => {
      expect(status).toBeLessThan(300)
      seen.push(await listTag())
    }
    const made = await ada.send('POST', 'tasks', json({ title: 'Paint' }))
    const { id } = made.body as Task
    await wrote(made)
    await wrote(await ada.send('PATCH', `tasks/${id}`, json({ title: 'Paint it' })))
    await wrote(await ada.send('PATCH', `tasks/${id}/complete`))
    await wrote(await ada.deleteTask({ id }))
    await wrote(await ada.send('POST', `tasks/${id}/restore`))
    await wrote(await ada.deleteTask({ id }))
    await wrote(await ada.send('DELETE', `tasks/${id}/trash`))
    await wrote(await ada.send('POST', 'tasks/batch', json({ operations: [{ op: 'create', title: 'Batched' }] })))
    await wrote(await ada.send('POST', 'tasks/import', json([{ title: 'Imported' }])))

    expect(new Set(seen)).toHaveLength(seen.length)
  })

  it('does not change with refused writes or writes of another user', async () => {
    const tag = await listTag()
    await ada.send('PATCH', `tasks/${unknownTaskId}`, json({ title: 'None' }))
    await ada.send('POST', 'tasks', json({ title: '' }))
    await eve.deleteTask(await eve.createTask())

    expect(await listTag()).toBe(tag)
    expectNotModified(await listed('', unless(tag).headers), tag)
  })

  it.each(['?overdue=true', '?overdue=false', '?overdue=true&status=pending&limit=1'])(
    'is absent if the list depends on the clock: %s',
    async (query) => {
      const tag = await listTag()
      const whole = await listed(query)

      expect(whole.headers).not.toHaveProperty('etag')
      expect(whole.headers['cache-control']).toBe('no-store')
      for (const named of [tag, `W/${tag}`]) {
        expect(await listed(query, unless(named).headers)).toMatchObject({ status: 200, body: whole.body })
      }
    },
  )

  it.each(['tasks?overdue=true', 'tasks?overdue=false', 'stats', 'changes'])(
    'returns 200 for If-None-Match: * on %s, which has no ETag',
    async (path) => {
      expect(await ada.send('GET', path, unless('*'))).toMatchObject({ status: 200 })
    },
  )

  it.each(['?sort=title', '?status=completed', '?trashed=true', '?search=milk', '?limit=1', '?timeZone=Europe/Paris'])(
    'is sent for %s',
    async (query) => {
      const whole = await listed(query)
      const tag = String(whole.headers.etag)

      expect(whole.status).toBe(200)
      expectNotModified(await listed(query, unless(tag).headers), tag)
    },
  )

  it('is sent for each page', async () => {
    const first = await listed('?limit=1')
    const { nextCursor } = first.body as { nextCursor: string }
    const second = await listed(`?limit=1&cursor=${nextCursor}`)
    const tag = String(second.headers.etag)

    expect(second.status).toBe(200)
    expectNotModified(await listed(`?limit=1&cursor=${nextCursor}`, unless(tag).headers), tag)
  })

  it('of one user does not match the list of another at the same URL', async () => {
    const [first, second] = [await signUpUser(server), await signUpUser(server)]
    await first.createTask('Secret')
    await second.createTask('Mine')

    expect(await second.send('GET', 'tasks', unless(await listTag(first)))).toMatchObject({
      status: 200,
      body: { items: [{ title: 'Mine' }] },
    })
  })
})

describe('If-None-Match', () => {
  it('is evaluated after authentication and authorization', async () => {
    const { id, revision } = await ada.createTask()
    for (const headers of [{ 'if-none-match': '*' }, { 'if-none-match': `"${revision}", ${await listTag()}` }]) {
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
    for (const tag of ['*', await listTag()]) expectProblem(await listed(query, unless(tag).headers), code)
  })

  it('is evaluated after the cursor is validated', async () => {
    const { nextCursor } = (await listed('?limit=1&sort=title')).body as { nextCursor: string }
    const tag = await listTag()

    expectProblem(await listed(`?limit=1&cursor=${nextCursor}`, unless(tag).headers), 'invalid_cursor')
  })

  it.each(['tasks', 'tasks?limit=1', 'tasks?overdue=true', 'stats'])('HEAD %s has the headers of GET', async (path) => {
    const [get, head] = [await ada.send('GET', path), await ada.send('HEAD', path)]
    const steady = ({ headers }: Answer) => ({ ...headers, date: '', 'x-request-id': '', connection: '' })

    expect(head).toMatchObject({ status: 200, text: '' })
    expect(steady(head)).toEqual(steady(get))
    expect(await ada.send('HEAD', path, unless(get.headers.etag ?? '"none"'))).toMatchObject({
      status: get.headers.etag ? 304 : 200,
      text: '',
    })
  })
})
