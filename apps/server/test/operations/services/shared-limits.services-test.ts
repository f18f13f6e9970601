import { randomUUID } from 'node:crypto'
import { createClient } from '@taskpact/client'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FaultEnvironment, startFaultEnvironment } from './fault-environment.js'

const password = 'Test123!'

describe('two instances with a shared Redis', () => {
  let environment: FaultEnvironment
  beforeAll(async () => {
    environment = await startFaultEnvironment({ env: { RATE_LIMIT_READ: '10', RATE_LIMIT_WRITE: '100000' } })
  })
  afterAll(() => environment?.close())

  const clientOf = (index: number, token?: string) =>
    createClient({ baseUrl: environment.urls[index % 2] as string, token, retries: 0 })

  async function signUp(): Promise<{ email: string; token: string }> {
    const email = `${randomUUID()}@example.com`
    return { email, token: (await clientOf(0).auth.signup({ email, password })).token }
  }

  /** Sends calls to both instances alternately. Returns how many succeeded; the others must be rate-limited. */
  async function successfulCalls(token: string, calls: number): Promise<number> {
    let count = 0
    for (let call = 0; call < calls; call++) {
      try {
        await clientOf(call, token).tasks.list()
        count++
      } catch (error) {
        expect(error).toMatchObject({ code: 'rate_limited' })
      }
    }
    return count
  }

  it('count calls together', async () => {
    const { token } = await signUp()
    expect(await successfulCalls(token, 25)).toBe(10)
  })

  it('count wrong passwords together', async () => {
    const { email } = await signUp()
    const codes: unknown[] = []
    for (let attempt = 0; attempt < 14; attempt++) {
      const signIn = clientOf(attempt).auth.signin({ email, password: 'not the password' })
      codes.push(await signIn.catch(({ code }) => code))
    }

    expect(codes.slice(0, 5)).toEqual(Array(5).fill('invalid_credentials'))
    expect(codes.slice(10)).toEqual(Array(4).fill('rate_limited'))
    await expect(clientOf(1).auth.signin({ email, password })).rejects.toMatchObject({ code: 'rate_limited' })
  })

  /** Returns how often each instance has logged that Redis is available again. */
  function recoveries(): number[] {
    return environment.instances.map(
      (instance) => instance.process().log.filter(({ msg }) => msg === 'Redis is available again').length,
    )
  }

  it('log an outage too short to affect a request or a new connection', async () => {
    const before = recoveries()
    const operator = new Redis(environment.redis.url)
    await operator.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
    operator.disconnect()
    await expect.poll(recoveries, { timeout: 10_000 }).toEqual(before.map((count) => count + 1))
  })

  it.each([
    ['is killed', () => environment.redis.kill(), () => environment.redis.start()],
    ['is frozen', async () => environment.redis.freeze(), async () => environment.redis.thaw()],
  ] as const)(
    'count separately while Redis %s, without failed calls, and together afterwards',
    async (_, interrupt, restore) => {
      const { token } = await signUp()
      const before = recoveries()
      await interrupt()
      // Each instance counts by itself.
      expect(await successfulCalls(token, 30)).toBe(20)

      await restore()
      await expect.poll(recoveries, { timeout: 10_000 }).toEqual(before.map((count) => count + 1))
      const { token: newToken } = await signUp()
      expect(await successfulCalls(newToken, 25)).toBe(10)
    },
  )
})
