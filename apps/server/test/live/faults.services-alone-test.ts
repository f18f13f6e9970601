import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from '@taskpact/client'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type FaultEnvironment, startFaultEnvironment } from '../operations/services/fault-environment.js'
import { startWatcher, type Watcher } from './watcher.js'

/** Streams of one user on two instances, while parts of the service fail. */
describe('streams on two instances', () => {
  let environment: FaultEnvironment
  let token: string
  const watchers: Watcher[] = []
  beforeAll(async () => {
    environment = await startFaultEnvironment({ env: { SHUTDOWN_DELAY: '1' } })
    const client = createClient({ baseUrl: environment.urls[0] as string })
    token = (await client.auth.signup({ email: `${randomUUID()}@example.com`, password: 'Test123!' })).token
  })
  afterAll(() => environment?.close())
  afterEach(async () => {
    for (const watcher of watchers.splice(0)) await watcher.stop()
  })

  const watch = (urls: readonly string[]) => {
    const watcher = startWatcher(urls, token)
    watchers.push(watcher)
    return watcher
  }
  const [here, there] = [() => environment.urls[0] as string, () => environment.urls[1] as string]

  /** Creates tasks one after the other, with retries, and returns their ids with the time of each response. */
  async function write(urls: readonly string[], count: number, pauseMs = 0): Promise<Map<string, number>> {
    const written = new Map<string, number>()
    for (let n = 0; n < count; n++) {
      const id = randomUUID()
      for (let attempt = 0; !written.has(id); attempt++) {
        const client = createClient({ baseUrl: urls[(n + attempt) % urls.length] as string, token, retries: 0 })
        try {
          await client.tasks.create({ id, title: `Task ${n}` }, { timeout: 2000 })
          written.set(id, performance.now())
        } catch (error) {
          if ((error as { code?: string }).code === 'conflict')
            written.set(id, performance.now()) // the response was lost
          else await sleep(100)
        }
      }
      await sleep(pauseMs)
    }
    return written
  }

  async function expectAll(watcher: Watcher, written: ReadonlyMap<string, number>): Promise<void> {
    await expect.poll(() => missing(watcher, written), { timeout: 15_000 }).toEqual([])
    const received = watcher.tasks.filter((id) => written.has(id))
    expect(received).toEqual([...written.keys()]) // each once, in order
  }

  const missing = ({ receivedAt }: Watcher, written: ReadonlyMap<string, number>) =>
    [...written.keys()].filter((id) => !receivedAt.has(id))

  const delays = ({ receivedAt }: Watcher, written: ReadonlyMap<string, number>) =>
    [...written].map(([id, at]) => (receivedAt.get(id) ?? Number.POSITIVE_INFINITY) - at).sort((a, b) => a - b)

  it('receive writes of the other instance within 250 ms', async () => {
    const watcher = watch([there()])
    await sleep(500)
    const written = await write([here()], 100, 20)
    await expectAll(watcher, written)

    expect(delays(watcher, written)[98]).toBeLessThan(250)
  })

  it('receive them within two seconds while Redis is away, and within 250 ms afterwards', async () => {
    const watcher = watch([there()])
    await sleep(500)
    await environment.redis.kill()
    const during = await write([here()], 10, 100)
    await expectAll(watcher, during)
    expect(delays(watcher, during).at(-1)).toBeLessThan(2000)
    await environment.redis.start()
    await sleep(2500)
    const after = await write([here()], 20, 20)
    await expectAll(watcher, after)

    expect(delays(watcher, after)[18]).toBeLessThan(250)
  })

  it('receive them within 250 ms once Redis is there that was away when the instance started', async () => {
    await environment.redis.kill()
    await environment.instances[1]?.stop()
    await environment.instances[1]?.start()
    const watcher = watch([there()])
    await sleep(500)
    await environment.redis.start()
    await sleep(2500)
    const written = await write([here()], 20, 20)
    await expectAll(watcher, written)

    expect(delays(watcher, written)[18]).toBeLessThan(250)
  })

  it.each(['SIGKILL', 'SIGTERM', 'SIGHUP'] as const)(
    'lose, repeat and reorder nothing while instances end by %s, one after the other',
    async (signal) => {
      const watching = [watch(environment.urls), watch([...environment.urls].reverse())]
      await sleep(500)
      const writing = write(environment.urls, 60, 50)
      for (const instance of environment.instances) {
        await sleep(800)
        await instance.stop(signal)
        await instance.start()
      }
      const written = await writing
      for (const watcher of watching) await expectAll(watcher, written)

      for (const { connections } of watching) expect(connections).toBeGreaterThan(1)
    },
    60_000,
  )

  it('lose, repeat and reorder nothing over a crash of PostgreSQL, and a restart', async () => {
    const watcher = watch([there()])
    await sleep(500)
    const writing = write([here()], 60, 50)
    await sleep(500)
    await environment.postgres.crash()
    await sleep(500)
    await environment.postgres.restart()
    await sleep(1000)
    await environment.postgres.restart()
    await expectAll(watcher, await writing)
  }, 60_000)

  it('lose, repeat and reorder nothing while the connections that read for them are cut', async () => {
    const watcher = watch([there()])
    await sleep(500)
    const writing = write([here()], 40, 50)
    for (const sentBy of ['client', 'server', 'client'] as const) {
      await environment.proxy.cut({ sentBy, at: sentBy === 'client' ? 'lateral' : 'Task 2' })
      await sleep(300)
    }
    await expectAll(watcher, await writing)
  }, 60_000)
})
