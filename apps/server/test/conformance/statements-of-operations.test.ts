import { contract, operations } from '@taskpact/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OpenServer, type RestUser, signUpUser, startOpenServer, type Task } from '../support/task-user.js'
import { trpcCallsTo } from '../support/trpc-call.js'
import { afterAuthentication, recordStatements } from './recorded-statements.js'

/** Statements of each task operation over tRPC, without begin and commit of a transaction. */
const expectedStatements: Readonly<Record<string, [statements: number, input: (task: Task) => object]>> = {
  'tasks.list': [1, () => ({ limit: 20 })],
  'tasks.get': [1, ({ id }) => ({ taskId: id })],
  'tasks.create': [1, () => ({ title: 'Buy milk' })],
  'tasks.update': [1, ({ id }) => ({ taskId: id, title: 'Buy oat milk' })],
  'tasks.complete': [1, ({ id }) => ({ taskId: id })],
  'tasks.remove': [1, ({ id }) => ({ taskId: id })],
  'tasks.restore': [1, ({ id }) => ({ taskId: id })],
  'tasks.stats': [1, () => ({})],
  'tasks.changes': [1, () => ({})],
  'tasks.batch': [3, () => ({ operations: ['a', 'b', 'c'].map((title) => ({ op: 'create', title })) })],
  'tasks.export': [3, () => ({ format: 'json' })],
  'tasks.import': [2, () => ({ format: 'csv', content: 'title\nBuy milk\n' })],
  'tasks.purge': [1, ({ id }) => ({ taskId: id })],
}

describe('database statements of an operation', () => {
  const recorder = recordStatements()
  let server: OpenServer
  let ada: RestUser
  let task: Task
  beforeAll(async () => {
    server = await startOpenServer({ onQuery: recorder.onQuery })
    ada = await signUpUser(server)
    task = await ada.createTask()
  })
  afterAll(() => server?.close())

  it('are counted for every task operation', () => {
    // A stream has those of the operation whose pages it sends.
    const names = operations(contract).flatMap(({ name, kind }) => (kind === 'stream' ? [] : [name]))
    expect(Object.keys(expectedStatements).sort()).toEqual(names.filter((name) => name.startsWith('tasks.')).sort())
  })

  it.each(Object.entries(expectedStatements))('of %s have not increased', async (name, [count, input]) => {
    const { query, mutate } = trpcCallsTo(
      () => server,
      () => ada.token,
    )
    const { kind } = operations(contract).find((operation) => operation.name === name) ?? {}
    const call = kind === 'query' ? query : mutate
    if (name === 'tasks.purge') await ada.deleteTask(task)

    const statements = await recorder.during(async () =>
      expect((await call(name, input(task), ada.token)).status).toBe(200),
    )

    expect(afterAuthentication(statements).map(({ text }) => text)).toHaveLength(count)
  })
})
