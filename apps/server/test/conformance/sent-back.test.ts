import { contract, type Operation, operations, type Task, type TaskPage, type User } from '@taskpact/contract'
import { type Calls, type Input, startTestServer, type TestServer, testPassword } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type * as z from 'zod'
import { addPasskey } from '../security/passkey-calls.js'
import { hostile } from '../support/hostile-texts.js'
import { storeConnectedApp } from '../support/stored-app.js'

/*
 * What an operation answers can be sent back: each field of a resource is accepted with the same value by every operation that takes a
 * field of that name, and gives the same value.
 */

const all = operations(contract)
const named = (name: string) => all.find((operation) => operation.name === name) as Operation

/** Characters whose number of code points differs between what is sent and NFC: U+09DF grows, the others shrink. */
const units = ['x', '😀', '\u09df', 'e\u0301', '\u1112\u1161\u11ab', '\ufb2c', 'ß']
const values: readonly unknown[] = [
  ...Object.values(hostile),
  ...units,
  '6F9619FF-8B86-4D01-B42D-00CF4FC964FF',
  ...['0001-01-01', '9999-12-31', '2024-02-29'],
  ...['0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z', '2016-12-31T23:59:60Z', '2030-01-01t10:00:00.123456+14:00'],
  ...['none', 'low', 'medium', 'high', null, true, false],
  Array.from({ length: 20 }, (_, n) => `tag ${n}`),
]

/** Returns the values that a field accepts, with the longest text of each character. */
function accepted(field: z.ZodType): unknown[] {
  const takes = (value: unknown) => field.safeParse(value).success
  const texts = units.map((unit) => unit.repeat(longest((length) => takes(unit.repeat(length)))))
  const tags = units.map((unit) => [unit.repeat(longest((length) => takes([unit.repeat(length)])))])
  const wrapped = values.filter((value) => typeof value === 'string').map((value) => [value])
  return [...new Set([...values, ...texts, ...tags, ...wrapped])].filter(takes)
}

/** Returns the greatest length up to 2¹⁵ that is accepted, or 1, by bisection. */
function longest(isAccepted: (length: number) => boolean): number {
  let length = 1
  for (let step = 2 ** 14; step >= 1; step /= 2) if (isAccepted(length + step)) length += step
  return length
}

/** The fields of a resource that an operation takes in its body, except its id, which only a new resource takes. */
function bodyOf({ input, places }: Operation, resource: object): Input {
  const { id: _id, ...changeable } = resource as { id?: string }
  const fields = Object.entries(changeable).filter(([name]) => name in input.shape && places[name] === 'body')
  return Object.fromEntries(fields)
}

/** The operations that take a field of a resource in their body and answer such a resource. */
function writersOf(resource: object): Operation[] {
  return all.filter((operation) => {
    const shape = (operation.output as z.ZodObject | undefined)?.shape
    const isResource = shape !== undefined && Object.keys(resource).every((field) => field in shape)
    return isResource && Object.keys(bodyOf(operation, resource)).length > 0
  })
}

describe.each(['rest', 'trpc'] as const)('what is answered over %s can be sent back', (transport) => {
  let server: TestServer
  let calls: Calls
  let token: string
  beforeAll(async () => {
    server = await startTestServer()
    calls = server.by(transport)
    const user = await server.signUp()
    token = user.token
    await server.signIn(user.email)
    for (const title of ['one', 'two']) await user.value('tasks.create', { title })
    const script = { name: 'A script', scopes: ['tasks:read'], password: testPassword }
    for (const name of ['one', 'two']) await user.value('auth.tokens.create', { ...script, name })
    for (let n = 0; n < 2; n++) await addPasskey(user)
    for (let n = 0; n < 2; n++) await storeConnectedApp(await server.database(), { userId: user.id })
  })
  afterAll(() => server?.close())

  /** Sends the fields of a resource to each operation that takes them, and expects the same values in the answer. */
  async function sendBack(resource: { id: string }, path: Input, label: string): Promise<void> {
    for (const operation of writersOf(resource)) {
      const fields = bodyOf(operation, resource)
      const target = 'taskId' in operation.input.shape ? path : {}
      const answer = await calls.value<object>(operation.name, { ...target, ...fields }, token)
      expect(answer, `${operation.name} after ${label}`).toMatchObject(fields)
    }
  }

  const { input, places } = named('tasks.create')
  const fields = Object.keys(input.shape).filter((field) => places[field] === 'body')

  it.each(fields)('a task with any %s', async (field) => {
    for (const value of accepted(input.shape[field] as z.ZodType)) {
      const label = `${field} ${JSON.stringify(value)?.slice(0, 60)}`
      const outcome = await calls.call('tasks.create', { title: 'A task', [field]: value }, token)
      expect(outcome, label).toMatchObject({ ok: true })
      const task = (outcome as { value: Task }).value

      await sendBack(task, { taskId: task.id }, label)
      await expectListed(task, label)
      expect(await calls.call('tasks.import', { content: JSON.stringify([task]) }, token), label).toMatchObject({
        value: { updated: 1, failed: [], ignored: [] },
      })
      const { revision: _revision, updatedAt: _updatedAt, ...kept } = task
      expect(await calls.value('tasks.get', { taskId: task.id }, token), label).toMatchObject(kept)
    }
  })

  /** Filters by the values of a task. An empty list of tags is no filter, so it cannot be sent. */
  async function expectListed({ id, tags, priority, dueDate, dueAt }: Task, label: string): Promise<void> {
    const due = dueAt ?? dueDate
    const filters: Input[] = [{ priority: [priority] }, ...(tags.length > 0 ? [{ tags }] : []), { dueAfter: due }]
    for (const filter of filters) {
      if (Object.values(filter)[0] === null) continue
      const query = { ...filter, sort: 'updated', limit: 5 }
      const { items } = await calls.value<TaskPage>('tasks.list', query, token)
      expect(
        items.map((item) => item.id),
        `${Object.keys(filter)} after ${label}`,
      ).toContain(id)
    }
  }

  it('a user with any name', async () => {
    const { name } = named('auth.updateMe').input.shape
    for (const value of accepted(name as z.ZodType)) {
      const label = `name ${JSON.stringify(value)?.slice(0, 60)}`
      const user = await calls.value<User>('auth.updateMe', { name: value }, token)
      await sendBack(user, {}, label)
      if (user.name === null) continue
      const email = `${crypto.randomUUID()}@example.com`
      const { user: another } = await calls.value<{ user: User }>('auth.signup', {
        email,
        password: 'Test123!',
        name: user.name,
      })
      expect(another.name, label).toBe(user.name)
    }
  })

  it.each([
    `${'x'.repeat(64)}@example.com`,
    `a@${'x'.repeat(63)}.${'y'.repeat(63)}.com`,
    `ab@${['x', 'y', 'z', 'w'].map((letter) => letter.repeat(60)).join('.')}.example`,
    ' UPPER@EXAMPLE.COM ',
    "o'neil&co/=#!~%$@xn--e1afmkfd.xn--p1ai",
  ])('the e-mail address of a user: %s', async (email) => {
    const { user } = await calls.value<{ user: User }>('auth.signup', { email, password: 'Test123!' })
    const again = await calls.value<{ user: User }>('auth.signin', { email: user.email, password: 'Test123!' })

    expect(again.user).toEqual(user)
  })

  it.each(
    all.flatMap(({ name, input: { shape } }) =>
      ['cursor', 'since'].filter((field) => field in shape).map((field) => [name, field] as const),
    ),
  )('the cursor of %s as %s', async (name, field) => {
    const first = await calls.value<{ nextCursor: string | null }>(name, { limit: 1 }, token)

    expect(first.nextCursor).toEqual(expect.any(String))
    expect(await calls.call(name, { limit: 1, [field]: first.nextCursor }, token)).toMatchObject({ ok: true })
  })

  it.each(all.filter(({ input: { shape } }) => 'ifMatch' in shape).map(({ name }) => name))(
    'the revision of a task as the condition of %s',
    async (name) => {
      const task = await calls.value<Task>('tasks.create', { title: 'A task' }, token)
      if (name === 'tasks.restore') await calls.value('tasks.remove', { taskId: task.id }, token)
      const { items } = await calls.value<TaskPage>(
        'tasks.list',
        { trashed: name === 'tasks.restore', sort: 'updated', limit: 1 },
        token,
      )
      const [{ id: taskId, revision: ifMatch }] = items as [Task]

      expect(
        await calls.call(name, { taskId, ifMatch, ...(name === 'tasks.complete' && { completed: true }) }, token),
      ).toMatchObject({ ok: true })
    },
  )

  it('the id of a task as that of a new task, by another user', async () => {
    const { id } = await calls.value<Task>('tasks.create', { title: 'A task' }, token)
    const { token: ofAnother } = await server.signUp()

    expect(await calls.call('tasks.create', { title: 'A task', id }, token)).toMatchObject({ code: 'conflict' })
    expect(await calls.value('tasks.create', { title: 'A task', id }, ofAnother)).toMatchObject({ id })
  })

  it('the ids of sessions', async () => {
    const user = await server.signUp()
    const { items } = await calls.value<{ items: { id: string }[] }>('auth.sessions.list', {}, user.token)

    expect(await calls.call('auth.sessions.revoke', { sessionId: items[0]?.id }, user.token)).toMatchObject({
      ok: true,
    })
  })
})
