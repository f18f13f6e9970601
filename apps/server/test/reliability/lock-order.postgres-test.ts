import { afterAll, beforeAll, expect, it } from 'vitest'
import { json } from '../support/raw-request.js'
import { type OpenServer, type Someone, someoneAt, startOpenServer } from './open-server.js'

let server: OpenServer
beforeAll(async () => {
  server = await startOpenServer({ env: { DATABASE_POOL_MAX: '8' } })
})
afterAll(() => server?.close())

/** Makes tasks, each with a key, until it is told to end or one is refused: then resolves to the status of that. */
async function makeTasks(someone: Someone, stream: number, ends: () => boolean): Promise<number> {
  for (let number = 0; !ends(); number += 1) {
    const headers = { 'idempotency-key': `${stream}/${number}` }
    const { status } = await someone.call('POST', 'tasks', json({ title: 'Buy milk' }, headers))
    if (status !== 201) return status
  }
  return 201
}

it('an account is deleted while it makes tasks with keys, and the two never wait for each other', async () => {
  const [deleted, made]: [Set<number>, Set<number>] = [new Set(), new Set()]
  for (let time = 0; time < 4; time += 1) {
    const someone = await someoneAt(server.send)
    let ends = false
    const streams = [1, 2, 3, 4].map((stream) => makeTasks(someone, stream, () => ends))
    const password = json({ password: 'Test123!' })
    deleted.add(
      (await server.send('/api/auth/me/delete', { method: 'POST', token: someone.token, ...password })).status,
    )
    ends = true
    for (const status of await Promise.all(streams)) made.add(status)
  }

  expect([...deleted]).toEqual([204])
  expect([...made].filter((status) => status !== 201)).toEqual([401])
  expect(server.log.filter((line) => line.includes('deadlock'))).toEqual([])
})
