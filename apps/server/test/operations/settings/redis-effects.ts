import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { json } from '@taskpact/testing'
import { Redis } from 'ioredis'
import { expect } from 'vitest'
import { freePort } from '../../../../../packages/db/test/free-port.js'
import { eventually } from '../../http/raw-connection.js'
import { type Effect, type SettingName, withSettings } from './with-settings.js'

/** Effects that need a Redis server, which is started for them. */
export const redisEffects = {
  REDIS_URL: async () => {
    const port = await freePort()
    const redis = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', ''], {
      stdio: 'ignore',
    })
    const REDIS_URL = `redis://127.0.0.1:${port}`
    try {
      await untilReady(REDIS_URL)
      // The second server knows of the call to the first, because they count together.
      expect(await signInTwice({ REDIS_URL })).toEqual([401, 429])
      expect(await signInTwice({})).toEqual([401, 401])
    } finally {
      redis.kill()
      await once(redis, 'exit')
    }
  },
} satisfies Partial<Record<SettingName, Effect>>

async function signInTwice(env: Partial<Record<SettingName, string>>): Promise<number[]> {
  const limits = { ...env, RATE_LIMIT_CREDENTIALS: '1' }
  const wrongCredentials = json({ email: 'unknown@example.com', password: 'not the password' })
  return withSettings(limits, (first) =>
    withSettings(limits, async (second) => {
      const signIn = async ({ send }: typeof first) =>
        (await send('/api/auth/signin', { method: 'POST', ...wrongCredentials })).status
      return [await signIn(first), await signIn(second)]
    }),
  )
}

async function untilReady(url: string): Promise<void> {
  const client = new Redis(url)
  client.on('error', () => {}) // not started yet
  try {
    await eventually(() => client.status === 'ready', 'Redis')
  } finally {
    client.disconnect()
  }
}
