import type { ImportReport, Problem, Task, TaskPage } from '@taskpact/contract'
import { expectProblem, jsonType } from '@taskpact/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { file, importCallsTo } from './import-calls.js'
import { sameOutcome, startTaskServer, type TaskServer, type TaskUser } from './task-calls.js'

const taskLimit = 40

let server: TaskServer
let ada: TaskUser
beforeAll(async () => {
  server = await startTaskServer({ env: { MAX_TASKS_PER_USER: String(taskLimit) } })
  ada = await server.signUpUser()
})
afterAll(() => server?.close())

const { send, post, titles } = importCallsTo(
  () => server,
  () => ada,
)

/** Signs up a new user, for tests that read the whole account. */
async function signUpNewUser(): Promise<void> {
  ada = await server.signUpUser()
}

describe('task quota', () => {
  beforeEach(signUpNewUser)

  const rows = (count: number) => Array.from({ length: count }, (_, index) => ({ title: `Task ${index}` }))

  it('can be used up by an import', async () => {
    expect(await ada.direct.value('import', file(...rows(taskLimit)))).toMatchObject({ created: taskLimit })
  })

  it('refuses an import that exceeds it as a whole, on every transport', async () => {
    const { id } = await ada.direct.value('create', { title: 'Existing' })
    const outcome = await sameOutcome(ada.transports, 'import', file({ id, title: 'Changed' }, ...rows(taskLimit)))

    expect(outcome).toEqual({ ok: false, code: 'quota_exceeded', fields: [] })
    expect(await titles()).toEqual(['Existing'])
    expectProblem(await post(JSON.stringify(rows(taskLimit))), 'quota_exceeded')
  })

  it('permits changes when it is used up', async () => {
    await ada.direct.value('import', file(...rows(taskLimit)))
    const { items } = await ada.direct.value<TaskPage>('list', { limit: 100 })
    const changed = items.map(({ id }) => ({ id, title: 'Changed' }))

    expect(await ada.direct.value('import', file(...changed))).toEqual({
      created: 0,
      updated: taskLimit,
      revision: 2 * taskLimit,
      failed: [],
      ignored: [],
    })
    expect(await ada.direct.call('import', file({ title: 'one more' }))).toMatchObject({ code: 'quota_exceeded' })
  })
})

describe('import of a large file', () => {
  beforeAll(signUpNewUser)

  const ofBytes = (bytes: number) => `[{"title":"large"}${' '.repeat(bytes - 20)}]`
  const mebibyte = 1_048_576
  const overTrpc = async (content: string) => {
    const body = JSON.stringify({ content })
    return send('/trpc/tasks.import', { method: 'POST', token: ada.token, headers: jsonType, body })
  }

  it('accepts 15 MiB over REST and tRPC', async () => {
    expect(await post(ofBytes(15 * mebibyte))).toMatchObject({ status: 200, body: { created: 1, failed: [] } })
    expect(await overTrpc(ofBytes(15 * mebibyte))).toMatchObject({
      status: 200,
      body: { result: { data: { created: 1 } } },
    })
  })

  it('refuses a second one of the same user meanwhile with `rate_limited`, and accepts small files', async () => {
    const content = ofBytes(2 * mebibyte)
    const imports = (contents: readonly string[]) =>
      Promise.all(contents.map((content) => ada.direct.call('import', { content })))

    expect(await imports([content, content])).toEqual([
      expect.objectContaining({ ok: true }),
      expect.objectContaining({ ok: false, code: 'rate_limited' }),
    ])
    expect((await imports([content, '[]', '[]'])).map(({ ok }) => ok)).toEqual([true, true, true])
  })

  it('refuses 17 MiB over REST and tRPC', async () => {
    expectProblem(await post(ofBytes(17 * mebibyte)), 'payload_too_large')
    const { status, body } = await overTrpc(ofBytes(17 * mebibyte))
    const { problem } = (body as { error: { data: { problem: Problem } } }).error.data
    expect([status, problem.code]).toEqual([413, 'payload_too_large'])
  })
})

it('an import with an idempotency key runs once and returns the same report again', async () => {
  await signUpNewUser()
  const input = { ...file({ title: 'once' }, { title: '' }), idempotencyKey: 'import' }
  const first = await ada.direct.value<ImportReport>('import', input)

  expect(first).toMatchObject({ created: 1, failed: [{ row: 2 }] })
  for (const calls of ada.transports) expect(await calls.value('import', input), calls.name).toEqual(first)
  const response = await post(input.content, 'application/json', { 'idempotency-key': '"import"' })
  expect(response).toMatchObject({ status: 200, body: first, headers: { 'idempotency-replayed': 'true' } })
  expectProblem(await post('[]', 'application/json', { 'idempotency-key': 'import' }), 'idempotency_key_reused')
  expect(await titles()).toEqual(['once'])
  const { items } = await ada.direct.value<{ items: Task[] }>('list', {})
  expect(items).toHaveLength(1)
})
