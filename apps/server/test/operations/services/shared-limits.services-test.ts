import { randomUUID } from 'node:crypto'
import { createClient } from '@taskpact/client'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startWorld, type World } from './world.js'

const password = 'Test123!'

describe('two instances with a shared Redis', () => {
  let world: World
  beforeAll(async () => {
    world = await startWorld({ env: { RATE_LIMIT_READ: '10', RATE_LIMIT_WRITE: '100000' } })
  })
  afterAll(() => world?.close())

  const on = (index: number, token?: string) =>
    createClient({ baseUrl: world.urls[index % 2] as string, token, retries: 0 })

  async function join(): Promise<{ email: string; token: string }> {
    const email = `${randomUUID()}@example.com`
    return { email, token: (await on(0).auth.signup({ email, password })).token }
  }

  /** Sends calls to both instances alternately. Returns how many succeeded; the others must be rate-limited. */
  async function served(token: string, calls: number): Promise<number> {
    let count = 0
    for (let call = 0; call < calls; call++) {
      try {
        await on(call, token).tasks.list()
        count++
      } catch (error) {
        expect(error).toMatchObject({ code: 'rate_limited' })
      }
    }
    return count
  }

  it('count calls together', async () => {
    const { token } = await join()
    expect(await served(token, 25)).toBe(10)
  })

  it('count wrong passwords together', async () => {
    const { email } = await join()
    const codes: unknown[] = []
    for (let attempt = 0; attempt < 14; attempt++) {
      const signIn = on(attempt).auth.signin({ email, password: 'not the password' })
      codes.push(await signIn.catch(({ code }) => code))
    }

    expect(codes.slice(0, 5)).toEqual(Array(5).fill('invalid_credentials'))
    expect(codes.slice(10)).toEqual(Array(4).fill('rate_limited'))
    await expect(on(1).auth.signin({ email, password })).rejects.toMatchObject({ code: 'rate_limited' })
  })

  /** Returns how often each instance has logged that Redis is available again. */
  function returns(): number[] {
    return world.instances.map(
      (instance) => instance.process().log.filter(({ msg }) => msg === 'Redis is available again').length,
    )
  }

  it('log an outage too short to affect a request or a new connection', async () => {
    const before = returns()
    const operator = new Redis(world.redis.url)
    await operator.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
    operator.disconnect()
    await expect.poll(returns, { timeout: 10_000 }).toEqual(before.map((count) => count + 1))
  })

  it.each([
    ['is killed', () => world.redis.kill(), () => world.redis.start()],
    ['is frozen', async () => world.redis.freeze(), async () => world.redis.thaw()],
  ] as const)(
    'count separately while Redis %s, without failed calls, and together afterwards',
    async (_, lose, restore) => {
      const { token } = await join()
      const before = returns()
      await lose()
      // Each instance counts by itself.
      expect(await served(token, 30)).toBe(20)

      await restore()
      await expect.poll(returns, { timeout: 10_000 }).toEqual(before.map((count) => count + 1))
      const { token: another } = await join()
      expect(await served(another, 25)).toBe(10)
    },
  )
})
