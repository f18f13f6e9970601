import { contract } from '@taskpact/contract'
import { type Input, startTestServer, type TestServer, type Transport, transports } from '@taskpact/testing'
import { initClient } from '@ts-rest/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

describe('user journey', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer()
  })
  afterAll(() => server?.close())

  /** Signs up a user and returns calls on one transport. */
  async function signUp(transport: Transport, email: string) {
    const calls = server.by(transport)
    const session = await calls.value<Session>('auth.signup', { email, password: 'Test123!', name: ' Ada  Lovelace ' })
    const call = (name: string, input?: Input) => calls.call(name, input, session.token)
    const value = <T = Task>(name: string, input?: Input) => calls.value<T>(name, input, session.token)
    return { session, call, value }
  }

  describe.each(transports)('%s', (transport) => {
    it('signs up, signs in with another spelling of the address, and returns the current user', async () => {
      const email = `journey-${transports.indexOf(transport)}@example.com`
      const { session, call, value } = await signUp(transport, email)

      expect(session.user).toMatchObject({ email, name: 'Ada  Lovelace' })
      expect(await value('auth.me')).toEqual(session.user)
      const signedIn = await value<Session>('auth.signin', { email: ` ${email.toUpperCase()} `, password: 'Test123!' })
      expect(signedIn.user).toEqual(session.user)
      expect(signedIn.refreshToken).not.toBe(session.refreshToken)
      expect(await call('auth.signin', { email, password: 'Test123?' })).toMatchObject({ code: 'invalid_credentials' })
      expect(await call('auth.signin', { email: `x${email}`, password: 'Test123!' })).toMatchObject({
        code: 'invalid_credentials',
      })
      expect(await call('auth.signup', { email: email.toUpperCase(), password: 'Test123!' })).toMatchObject({
        code: 'email_taken',
      })
    })

    it('creates, reads, updates, completes, reopens and deletes a task', async () => {
      const { session, call, value } = await signUp(transport, `tasks-${transports.indexOf(transport)}@example.com`)

      const task = await value('tasks.create', { title: '  Buy milk ', description: 'Two litres' })
      expect(task).toEqual({
        id: expect.any(String),
        userId: session.user.id,
        title: 'Buy milk',
        description: 'Two litres',
        completed: false,
        completedAt: null,
        priority: 'none',
        tags: [],
        dueDate: null,
        dueAt: null,
        deletedAt: null,
        revision: 1,
        createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        updatedAt: task.createdAt,
      })
      const taskId = task.id
      expect(await value('tasks.get', { taskId })).toEqual(task)
      expect(await value('tasks.get', { userId: session.user.id, taskId })).toEqual(task)

      const renamed = await value('tasks.update', { taskId, title: 'Buy oat milk' })
      expect(renamed).toEqual({ ...task, title: 'Buy oat milk', revision: 2, updatedAt: renamed.updatedAt })
      expect(await value('tasks.update', { taskId, description: null })).toMatchObject({
        title: 'Buy oat milk',
        description: null,
      })

      const done = await value('tasks.complete', { taskId })
      expect(done).toMatchObject({ completed: true, completedAt: done.updatedAt, revision: 4 })
      const completedAgain = await value('tasks.complete', { taskId, completed: true })
      expect(completedAgain).toMatchObject({ completed: true, completedAt: done.completedAt, revision: 5 })
      expect(await value('tasks.complete', { taskId })).toMatchObject({ completed: true, revision: 6 })
      expect(await value('tasks.complete', { taskId, completed: 'toggle' })).toMatchObject({ completedAt: null })
      expect(await value('tasks.update', { taskId, completed: true })).toMatchObject({ completed: true })
      expect(await value('tasks.update', { taskId, title: 'Milk' })).toMatchObject({ completed: true, revision: 9 })

      expect(await call('tasks.remove', { taskId })).toEqual({ ok: true, value: undefined })
      for (const name of ['tasks.get', 'tasks.update', 'tasks.complete', 'tasks.remove']) {
        expect(await call(name, { taskId })).toMatchObject({ code: 'not_found' })
      }
      const next = await value('tasks.create', { title: 'Next' })
      expect(next.revision, 'a call that fails with not_found uses no revision').toBe(11)
    })

    it('lists tasks newest first, by status, with pagination', async () => {
      const { call, value } = await signUp(transport, `list-${transports.indexOf(transport)}@example.com`)
      const created: Task[] = []
      for (let i = 0; i < 7; i++) created.unshift(await value('tasks.create', { title: `Task ${i}` }))
      for (const { id } of created.slice(0, 3)) await value('tasks.complete', { taskId: id })
      const titles = created.map(({ title }) => title)

      for (const [status, expected] of [
        ['all', titles],
        ['completed', titles.slice(0, 3)],
        ['pending', titles.slice(3)],
      ] as const) {
        const listed: string[] = []
        let cursor: string | undefined
        do {
          const page: Page = await value('tasks.list', { status, limit: 2, cursor })
          expect(page.items.length).toBeLessThanOrEqual(2)
          listed.push(...page.items.map(({ title }) => title))
          cursor = page.nextCursor ?? undefined
        } while (cursor)
        expect(listed).toEqual(expected)
      }

      const { nextCursor } = await value<Page>('tasks.list', { limit: 2 })
      expect(await call('tasks.list', { status: 'pending', cursor: nextCursor })).toMatchObject({
        code: 'invalid_cursor',
      })
      expect(await call('tasks.list', { limit: 0 })).toMatchObject({ fields: ['query/limit'] })
      expect(await call('tasks.list', { limit: 101 })).toMatchObject({ fields: ['query/limit'] })
      const other = await signUp(transport, `reader-${transports.indexOf(transport)}@example.com`)
      expect(await other.call('tasks.list', { cursor: nextCursor })).toMatchObject({ code: 'invalid_cursor' })
      expect(await other.value('tasks.list')).toEqual({ items: [], nextCursor: null })
    })

    it('lists every invalid field in the same order', async () => {
      const { call } = await signUp(transport, `wrong-${transports.indexOf(transport)}@example.com`)
      expect(await call('tasks.update', { taskId: '1', title: ' ', done: true, 'a/b~c': 1 })).toEqual({
        ok: false,
        code: 'invalid_input',
        fields: ['path/taskId', 'body/title', 'body/done', 'body/a~1b~0c'],
      })
      expect(await call('tasks.create', { description: 5 })).toMatchObject({
        fields: ['body/title', 'body/description'],
      })
    })
  })

  it('toggles a task once for each concurrent call', async () => {
    const { value } = await signUp('in-process', 'racer@example.com')
    const { id } = await value('tasks.create', { title: 'Race' })

    const toggled = await Promise.all(
      Array.from({ length: 9 }, () => value('tasks.complete', { taskId: id, completed: 'toggle' })),
    )

    expect(toggled.map(({ revision }) => revision).sort((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(await value('tasks.get', { taskId: id })).toMatchObject({ completed: true, revision: 10 })
  })

  it('creates one account for twenty sign-ups with one address', async () => {
    const account = { email: 'same@example.com', password: 'Test123!' }
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => server.by('in-process').call('auth.signup', account)),
    )

    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1)
    expect(outcomes.filter((outcome) => !outcome.ok && outcome.code === 'email_taken')).toHaveLength(19)
  })

  it('serves the client of ts-rest', async () => {
    const client = initClient(contract, { baseUrl: server.url, baseHeaders: {} })
    const signedUp = await client.auth.signup({ body: { email: 'ts-rest@example.com', password: 'Test123!' } })
    if (signedUp.status !== 201) throw new Error('not signed up')
    const extraHeaders = { authorization: `Bearer ${signedUp.body.token}` }

    const created = await client.tasks.create({ params: { userId: 'me' }, body: { title: 'Plain' }, extraHeaders })
    const listed = await client.tasks.list({ params: { userId: 'me' }, query: { limit: 5 }, extraHeaders })
    const refused = await client.tasks.list({ params: { userId: 'me' } })

    expect(created).toMatchObject({ status: 201, body: { title: 'Plain' } })
    expect(listed).toMatchObject({ status: 200, body: { items: [created.body] } })
    expect(refused).toMatchObject({ status: 401, body: { code: 'unauthenticated' } })
  })
})

interface Session {
  readonly token: string
  readonly refreshToken: string
  readonly user: { readonly id: string }
}

interface Task {
  readonly id: string
  readonly title: string
  readonly revision: number
  readonly createdAt: string
  readonly updatedAt: string
  readonly completedAt: string | null
}

interface Page {
  readonly items: readonly Task[]
  readonly nextCursor: string | null
}
