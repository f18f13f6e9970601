import { randomUUID } from 'node:crypto'
import { userRevisions } from '@taskpact/db'
import { json, type RawResponse } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OpenServer, type RestUser, signUpUser, startOpenServer, type Task } from '../support/task-user.js'
import { afterAuthentication, recordStatements, type Statement } from './recorded-statements.js'

// Number of statements per call, after authentication.
describe('database statements of a call', () => {
  const recorder = recordStatements()
  const counts: [string, number][] = []
  let server: OpenServer
  let ada: RestUser
  let task: Task
  beforeAll(async () => {
    server = await startOpenServer({ onQuery: recorder.onQuery })
    ada = await signUpUser(server)
    task = await ada.createTask()
  })
  afterAll(async () => {
    await server?.close()
    process.stdout.write(`\n${counts.map(([name, count]) => `${name}: ${count} statements`).join('\n')}\n`)
  })

  async function statementsOf(name: string, status: number, call: () => Promise<RawResponse>): Promise<Statement[]> {
    const statements = afterAuthentication(
      await recorder.during(async () => expect(await call()).toMatchObject({ status })),
    )
    counts.push([name, statements.length])
    return statements
  }

  it('conditional GET of an unchanged list reads one row by primary key', async () => {
    const { headers } = await ada.send('GET', 'tasks')
    const ifNoneMatch = { headers: { 'if-none-match': String(headers.etag) } }
    const [statement, ...others] = await statementsOf('unchanged list', 304, () =>
      ada.send('GET', 'tasks', ifNoneMatch),
    )

    expect(others).toEqual([])
    expect(statement?.text).toMatch(/^select "revision" from "user_revisions" where "user_revisions"."user_id" = \$1$/)
    expect(statement?.parameters).toEqual([ada.id])
    expect(userRevisions.userId.primary).toBe(true)
  })

  const sendRequest = (method: string, path: string, body?: object) => () => ada.send(method, path, body && json(body))
  it.each<[string, number, () => Promise<RawResponse>]>([
    ['list', 200, sendRequest('GET', 'tasks')],
    ['list with filters', 200, sendRequest('GET', 'tasks?status=pending&tags=a&search=milk&sort=due&overdue=false')],
    ['list of a search for two letters', 200, sendRequest('GET', 'tasks?search=qx')],
    ['get', 200, () => ada.send('GET', `tasks/${task.id}`)],
    ['unchanged task', 304, () => ada.send('GET', `tasks/${task.id}`, { headers: { 'if-none-match': '*' } })],
    ['create', 201, sendRequest('POST', 'tasks', { title: 'Buy milk', tags: ['home'] })],
    ['create with an id', 201, sendRequest('POST', 'tasks', { title: 'Buy milk', id: randomUUID() })],
    ['update', 200, () => ada.send('PATCH', `tasks/${task.id}`, json({ title: 'Buy oat milk' }))],
    ['complete', 200, () => ada.send('PATCH', `tasks/${task.id}/complete`)],
    ['remove', 204, () => ada.deleteTask(task)],
    ['restore', 200, () => ada.send('POST', `tasks/${task.id}/restore`)],
    ['changes', 200, sendRequest('GET', 'changes')],
    ['stats', 200, sendRequest('GET', 'stats')],
  ])('%s takes one statement', async (name, status, call) => {
    expect(await statementsOf(name, status, call)).toHaveLength(1)
  })

  it('create with an idempotency key claims the key, runs and stores the output', async () => {
    const createWithKey = () => ada.send('POST', 'tasks', json({ title: 'Keyed' }, { 'idempotency-key': 'statements' }))

    expect(await statementsOf('create with a key, within begin and commit', 201, createWithKey)).toHaveLength(3)
    expect(await statementsOf('replay, within begin and commit', 201, createWithKey)).toHaveLength(2)
  })
})
