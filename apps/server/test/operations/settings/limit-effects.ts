import { setTimeout as sleep } from 'node:timers/promises'
import { createTestDatabase } from '@taskpact/db/testing'
import { expectProblem, json } from '@taskpact/testing'
import { expect } from 'vitest'
import { eventually } from '../../http/raw-connection.js'
import { type Effect, type SettingName, withSettings } from './with-settings.js'

const wrongCredentials = json({ email: 'unknown@example.com', password: 'not the password' })

export const limitEffects = {
  RATE_LIMIT_READ: () =>
    withSettings({ RATE_LIMIT_READ: '1' }, async ({ send, signUp }) => {
      const { token } = await signUp()
      expect(await send('/api/me/tasks', { token })).toMatchObject({ status: 200 })
      expectProblem(await send('/api/me/tasks', { token }), 'rate_limited')
    }),
  RATE_LIMIT_WRITE: () =>
    withSettings({ RATE_LIMIT_WRITE: '1' }, async ({ signUp, create }) => {
      const ada = await signUp()
      expect(await create(ada)).toMatchObject({ status: 201 })
      expectProblem(await create(ada), 'rate_limited')
    }),
  RATE_LIMIT_CREDENTIALS: () =>
    withSettings({ RATE_LIMIT_CREDENTIALS: '1' }, async ({ send }) => {
      expectProblem(await send('/api/auth/signin', { method: 'POST', ...wrongCredentials }), 'invalid_credentials')
      expectProblem(await send('/api/auth/signin', { method: 'POST', ...wrongCredentials }), 'rate_limited')
    }),
  RATE_LIMIT_RENEWAL: () =>
    withSettings({ RATE_LIMIT_RENEWAL: '1' }, async ({ send, signUp }) => {
      const [ada, eve] = [await signUp(), await signUp()]
      const renew = (refreshToken: string) => send('/api/auth/refresh', { method: 'POST', ...json({ refreshToken }) })
      expect(await renew(ada.refreshToken)).toMatchObject({ status: 200 })
      expectProblem(await renew(ada.refreshToken), 'rate_limited')
      expect(await renew(eve.refreshToken)).toMatchObject({ status: 200 })
    }),
  TRUST_PROXY: async () => {
    const codes = (TRUST_PROXY: string) =>
      withSettings({ TRUST_PROXY, RATE_LIMIT_CREDENTIALS: '1' }, async ({ send }) => {
        const signInFrom = async (address: string) => {
          const headers = { ...wrongCredentials.headers, 'x-forwarded-for': address }
          return (await send('/api/auth/signin', { method: 'POST', ...wrongCredentials, headers })).status
        }
        return [await signInFrom('192.0.2.1'), await signInFrom('192.0.2.2')]
      })
    expect(await codes('0')).toEqual([401, 429])
    expect(await codes('1')).toEqual([401, 401])
  },
  MAX_TASKS_PER_USER: () =>
    withSettings({ MAX_TASKS_PER_USER: '1' }, async ({ signUp, create }) => {
      const ada = await signUp()
      expect(await create(ada)).toMatchObject({ status: 201 })
      expectProblem(await create(ada), 'quota_exceeded')
    }),
  TRASH_RETENTION_DAYS: async () => {
    const database = await createTestDatabase()
    try {
      await withSettings(
        {},
        async ({ signUp, create, send }) => {
          const ada = await signUp()
          const { id } = (await create(ada)).body as { id: string }
          expect(await send(`/api/me/tasks/${id}`, { method: 'DELETE', token: ada.token })).toMatchObject({
            status: 204,
          })
        },
        { database },
      )
      const now = () => new Date(Date.now() + 2.5 * 86_400_000)
      // Closing the server stops the purge, which begins with the server.
      const whilePurging = (TRASH_RETENTION_DAYS: string, use: (log: readonly string[]) => Promise<void>) =>
        withSettings({ TRASH_RETENTION_DAYS }, ({ server: { log } }) => use(log), { database, now })
      await whilePurging('3', async (log) => {
        await sleep(1000)
        expect(log.join()).not.toMatch(/"purged":/)
      })
      await whilePurging('2', (log) => eventually(() => /"purged":1/.test(log.join()), 'a log line about the purge'))
    } finally {
      await database.drop()
    }
  },
} satisfies Partial<Record<SettingName, Effect>>
