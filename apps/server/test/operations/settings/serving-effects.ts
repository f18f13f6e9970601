import { expectProblem, json, testPassword } from '@taskpact/testing'
import { expect } from 'vitest'
import { freePort } from '../../../../../packages/db/test/free-port.js'
import { connectTo } from '../../http/raw-connection.js'
import { type Effect, type SettingName, withSettings } from './with-settings.js'

export const servingEffects = {
  ENVIRONMENT: () =>
    withSettings({ ENVIRONMENT: 'development' }, async ({ send }) => {
      const { body, headers } = await send('/health', { headers: { origin: 'http://127.0.0.1:5173' } })
      expect(body).toMatchObject({ environment: 'development' })
      expect(headers['access-control-allow-origin']).toBe('http://127.0.0.1:5173')
    }),
  CORS_ORIGINS: () =>
    withSettings({ CORS_ORIGINS: 'https://a.example, https://b.example' }, async ({ send }) => {
      const allowed = async (origin: string) =>
        (await send('/health', { headers: { origin } })).headers['access-control-allow-origin']
      expect(await allowed('https://b.example')).toBe('https://b.example')
      expect(await allowed('http://localhost:3000')).toBeUndefined()
    }),
  SESSION_COOKIE: () =>
    withSettings({ SESSION_COOKIE: 'lax' }, async ({ send }) => {
      const account = json({ email: 'ada@example.com', password: testPassword, session: 'cookie' })
      const { headers } = await send('/api/auth/signup', { method: 'POST', ...account })
      expect(headers['set-cookie']).toEqual([
        expect.stringMatching(/SameSite=Lax/),
        expect.stringMatching(/SameSite=Lax/),
      ])
    }),
  HOST: () =>
    withSettings({ HOST: '0.0.0.0' }, async ({ server, send }) => {
      expect(server.url).toMatch(/^http:\/\/0\.0\.0\.0:/)
      expect(await send('/health')).toMatchObject({ status: 200 })
    }),
  PORT: async () => {
    const PORT = String(await freePort())
    await withSettings({ PORT }, async ({ server, send }) => {
      expect(new URL(server.url).port).toBe(PORT)
      expect(await send('/health')).toMatchObject({ status: 200 })
    })
  },
  MAX_CONNECTIONS: () =>
    withSettings({ MAX_CONNECTIONS: '1' }, async ({ server, send }) => {
      const idle = await connectTo(server)
      expect(await send('/health')).toMatchObject({ status: 200 })
      expect(await idle.closed).toBe('')
    }),
  MAX_STREAMS: () =>
    withSettings({ MAX_STREAMS: '0' }, async ({ signUp }) => {
      const user = await signUp()
      const { nextCursor } = await user.value<{ nextCursor: string }>('tasks.changes')
      expect(await user.call('tasks.changes', { since: nextCursor, wait: 1 })).toMatchObject({ code: 'unavailable' })
    }),
  REQUEST_TIMEOUT: () =>
    withSettings({ REQUEST_TIMEOUT: '1' }, async ({ server }) => {
      expect(await (await connectTo(server, 'GET /health HTTP/1.1\r\n')).closed).toMatch(/^(HTTP\/1\.1 408 .*)?$/s)
    }),
  SHUTDOWN_DELAY: () =>
    withSettings({ SHUTDOWN_DELAY: '1' }, async ({ server, send }) => {
      const closing = server.close()
      expectProblem(await send('/health/ready'), 'unavailable')
      await closing
    }),
  SHUTDOWN_TIMEOUT: () =>
    withSettings({ SHUTDOWN_TIMEOUT: '1' }, async ({ server, signUp }) => {
      const { token } = await signUp()
      const head = `POST /api/me/tasks HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n`
      const bodyHeaders = 'Expect: 100-continue\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n'
      const { until } = await connectTo(server, head + bodyHeaders)
      await until(/100 Continue/)
      const started = performance.now()
      await server.close()
      expect(performance.now() - started).toBeLessThan(8000) // the default is 10 s
    }),
  METRICS_TOKEN: () =>
    withSettings({ METRICS_TOKEN: 'a-token-of-Prometheus' }, async ({ send }) => {
      expectProblem(await send('/metrics'), 'unauthenticated')
      expect(await send('/metrics', { token: 'a-token-of-Prometheus' })).toMatchObject({ status: 200 })
    }),
  SECURITY_CONTACT: () =>
    withSettings({ SECURITY_CONTACT: 'mailto:security@example.com' }, async ({ send }) => {
      expect((await send('/.well-known/security.txt')).text).toContain('Contact: mailto:security@example.com')
    }),
  LOG_LEVEL: async () => {
    const lines = (LOG_LEVEL: string) =>
      withSettings({ LOG_LEVEL }, async ({ server: { log }, signUp }) => {
        await signUp()
        return log
      })
    expect((await lines('info')).length).toBeGreaterThan(0)
    expect(await lines('error')).toEqual([])
  },
} satisfies Partial<Record<SettingName, Effect>>
