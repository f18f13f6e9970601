import { expectProblem, json, testPassword } from '@taskpact/testing'
import { expect } from 'vitest'
import { freePort } from '../../../../../packages/db/test/free-port.js'
import { connectTo } from '../../http/raw-connection.js'
import { type Effect, once, type SettingName, withSettings } from './with-settings.js'

export const servingEffects = {
  ENVIRONMENT: () =>
    withSettings({ ENVIRONMENT: 'development' }, async ({ send }) => {
      const { body, headers } = await send('/health', { headers: { origin: 'http://127.0.0.1:5173' } })
      expect(body).toMatchObject({ environment: 'development' })
      expect(headers['access-control-allow-origin']).toBe('http://127.0.0.1:5173')
    }),
  CORS_ORIGINS: async () => {
    const { allowedOrigin, otherOrigin } = await served()
    expect(allowedOrigin.headers['access-control-allow-origin']).toBe('https://b.example')
    expect(otherOrigin.headers['access-control-allow-origin']).toBeUndefined()
  },
  SESSION_COOKIE: async () => {
    const { signup } = await served()
    expect(signup.headers['set-cookie']).toEqual([
      expect.stringMatching(/SameSite=Lax/),
      expect.stringMatching(/SameSite=Lax/),
    ])
  },
  HOST: async () => {
    const { url, allowedOrigin } = await served()
    expect(url).toMatch(/^http:\/\/0\.0\.0\.0:/)
    expect(allowedOrigin).toMatchObject({ status: 200 })
  },
  PORT: async () => {
    const { url, port, allowedOrigin } = await served()
    expect(new URL(url).port).toBe(port)
    expect(allowedOrigin).toMatchObject({ status: 200 })
  },
  MAX_CONNECTIONS: () =>
    withSettings({ MAX_CONNECTIONS: '1' }, async ({ server, send }) => {
      const idle = await connectTo(server)
      expect(await send('/health')).toMatchObject({ status: 200 })
      expect(await idle.closed).toBe('')
    }),
  MAX_STREAMS: async () => {
    expect((await served()).changes).toMatchObject({ code: 'unavailable' })
  },
  REQUEST_TIMEOUT: () =>
    withSettings({ REQUEST_TIMEOUT: '1' }, async ({ server }) => {
      expect(await (await connectTo(server, 'GET /health HTTP/1.1\r\n')).closed).toMatch(/^(HTTP\/1\.1 408 .*)?$/s)
    }),
  SHUTDOWN_DELAY: async () => {
    expectProblem((await served()).readyDuringDelay, 'unavailable')
  },
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
  METRICS_TOKEN: async () => {
    const { metrics, metricsWithToken } = await served()
    expectProblem(metrics, 'unauthenticated')
    expect(metricsWithToken).toMatchObject({ status: 200 })
  },
  SECURITY_CONTACT: async () => {
    expect((await served()).securityText.text).toContain('Contact: mailto:security@example.com')
  },
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

/** What one server with several settings sends. It starts once, because each of them changes another part. */
const served = once(serve)

async function serve() {
  const port = String(await freePort())
  const env = {
    CORS_ORIGINS: 'https://a.example, https://b.example',
    SESSION_COOKIE: 'lax',
    HOST: '0.0.0.0',
    PORT: port,
    MAX_STREAMS: '0',
    SHUTDOWN_DELAY: '1',
    METRICS_TOKEN: 'a-token-of-Prometheus',
    SECURITY_CONTACT: 'mailto:security@example.com',
  }
  return withSettings(env, async ({ server, send, signUp }) => {
    const healthFrom = (origin: string) => send('/health', { headers: { origin } })
    const account = json({ email: 'ada@example.com', password: testPassword, session: 'cookie' })
    const user = await signUp()
    const { nextCursor } = await user.value<{ nextCursor: string }>('tasks.changes')
    const responses = {
      url: server.url,
      port,
      allowedOrigin: await healthFrom('https://b.example'),
      otherOrigin: await healthFrom('http://localhost:3000'),
      signup: await send('/api/auth/signup', { method: 'POST', ...account }),
      changes: await user.call('tasks.changes', { since: nextCursor, wait: 1 }),
      metrics: await send('/metrics'),
      metricsWithToken: await send('/metrics', { token: 'a-token-of-Prometheus' }),
      securityText: await send('/.well-known/security.txt'),
    }
    const closing = server.close()
    const readyDuringDelay = await send('/health/ready')
    await closing
    return { ...responses, readyDuringDelay }
  })
}
