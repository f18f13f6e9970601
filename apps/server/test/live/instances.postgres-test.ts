import { setTimeout as sleep } from 'node:timers/promises'
import type { ChangePage } from '@taskpact/contract'
import { createTestDatabase } from '@taskpact/db/testing'
import { startTestServer } from '@taskpact/testing'
import { expect, it } from 'vitest'
import { openStream } from './open-stream.js'

// `pgbouncer=true` means that notifications do not arrive.
it.each([
  ['0.25 seconds by notifications', '', 250],
  ['1.25 seconds without notifications', '?pgbouncer=true', 1250],
])('a call that waits returns a write of another instance within %s', async (_what, parameters, maxMs) => {
  const database = await createTestDatabase()
  const shared = { database: { ...database, url: database.url + parameters } }
  const [here, there] = [await startTestServer(shared), await startTestServer(shared)]
  try {
    await sleep(1000) // until both are connected
    const { token } = await here.signUp()
    const read = (input = {}) => here.by('in-process').value<ChangePage>('tasks.changes', input, token)
    let { nextCursor: since } = await read()
    const times: number[] = []
    for (let round = 0; round < 10; round++) {
      const waiting = read({ since, wait: 10 }).then((page) => ({ page, at: performance.now() }))
      await there.by('in-process').value('tasks.create', { title: `Task ${round}` }, token)
      const written = performance.now()
      const { page, at } = await waiting
      expect(page.items).toHaveLength(1)
      times.push(at - written)
      since = page.nextCursor
    }
    times.sort((one, other) => one - other)
    expect(times.at(-2)).toBeLessThan(maxMs) // nine of ten, because other tests run beside this one
  } finally {
    await here.close()
    await there.close()
    await database.drop()
  }
})

it.each(['auth.signout', 'auth.deleteMe'])(
  'a stream ends within five seconds after %s on another instance',
  async (name) => {
    const database = await createTestDatabase()
    const [here, there] = [await startTestServer({ database }), await startTestServer({ database })]
    try {
      const { token } = await here.signUp()
      const stream = await openStream(there.url, token)
      await expect.poll(() => stream.events).toHaveLength(1)
      await here.by('in-process').value(name, name === 'auth.signout' ? {} : { password: 'Test123!' }, token)
      const ended = performance.now()
      await expect.poll(() => stream.isOver, { timeout: 10_000, interval: 10 }).toBe(true)

      expect(performance.now() - ended).toBeLessThan(5000)
      expect(stream.end).toMatchObject({ code: 'invalid_token' })
    } finally {
      await here.close()
      await there.close()
      await database.drop()
    }
  },
)
