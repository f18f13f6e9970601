import type { User } from '@taskpact/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { startDevice } from './device.js'
import { connectApp, localApp, requestToken, webApp } from './oauth-server.js'
import { useOAuthServer } from './use-oauth-server.js'

let ada: User
let ahead = 0
let isDown = false
const server = useOAuthServer({
  now: () => new Date(Date.now() + ahead),
  onQuery(statement) {
    if (isDown && /^insert into "auth_events"/.test(statement))
      throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
  },
})
beforeEach(async () => {
  ahead = 0
  ada = await server.signUp()
})

const refresh = (token = '', clientId = webApp.clientId) =>
  requestToken(server, { grant_type: 'refresh_token', client_id: clientId, refresh_token: token })
const revoke = async (token = '', clientId = webApp.clientId) => {
  const body = new URLSearchParams({ token, client_id: clientId })
  return (await fetch(`${server.publicUrl}/oauth/revoke`, { method: 'POST', body })).status
}
const eventsOf = async (user: User) => {
  const { items } = await user.value<{ items: { kind: string; ip: string; sessionId: string | null }[] }>(
    'auth.events.list',
  )
  return items.filter(({ kind }) => kind === 'app_revoked')
}
const use = (token: string) => server.by('rest').call('tasks.list', {}, token)
const ended = { kind: 'app_revoked', sessionId: null, ip: expect.stringContaining('127.0.0.1') }

describe('the events of an account include the end of a grant', () => {
  it('O3: by the app, once, also if it revokes several times at once and again', async () => {
    const { tokens } = await connectApp(server, ada)

    const statuses = await Promise.all([1, 2, 3, 4].map(() => revoke(tokens.refresh_token)))

    expect(statuses).toEqual([200, 200, 200, 200])
    expect(await revoke(tokens.refresh_token)).toBe(200)
    expect(await eventsOf(ada)).toEqual([expect.objectContaining(ended)])
  })

  it('O3: by the user and the app at once, once', async () => {
    for (let n = 0; n < 5; n++) {
      const { tokens } = await connectApp(server, ada)
      const { items } = await ada.value<{ items: { id: string }[] }>('auth.apps.list')

      await Promise.all([revoke(tokens.refresh_token), ada.call('auth.apps.revoke', { appId: items[0]?.id })])

      expect(await eventsOf(ada)).toHaveLength(n + 1)
    }
  })

  it('O7: by the reuse of a refresh token, once', async () => {
    const { tokens } = await connectApp(server, ada)
    const { body } = await refresh(tokens.refresh_token)
    ahead = 11_000
    expect(await eventsOf(ada)).toEqual([])

    const reused = await Promise.all([1, 2, 3, 4].map(() => refresh(tokens.refresh_token)))

    expect(reused.map((response) => response.body.error)).toEqual(Array(4).fill('invalid_grant'))
    expect(await use(String(body.access_token))).toMatchObject({ code: 'invalid_token' })
    expect(await eventsOf(ada)).toEqual([expect.objectContaining(ended)])
  })

  it('O6: by the reuse of an authorization code, once', async () => {
    const { tokens, exchange } = await connectApp(server, ada)
    await requestToken(server, exchange)
    expect(await eventsOf(ada)).toEqual([])
    ahead = 11_000

    await Promise.all([1, 2, 3].map(() => requestToken(server, exchange)))

    expect(await use(tokens.access_token)).toMatchObject({ code: 'invalid_token' })
    expect(await eventsOf(ada)).toEqual([expect.objectContaining(ended)])
  })

  it('O6: by the reuse of a device code, once', async () => {
    const device = await startDevice(server, localApp.clientId)
    await device.allow(ada)
    await requestToken(server, device.exchange)
    ahead = 11_000

    await Promise.all([1, 2, 3].map(() => requestToken(server, device.exchange)))

    expect(await eventsOf(ada)).toEqual([expect.objectContaining(ended)])
  })

  it('O3: by the user, once, also if the app revokes its token afterwards', async () => {
    const { tokens } = await connectApp(server, ada)
    const { items } = await ada.value<{ items: { id: string }[] }>('auth.apps.list')
    await ada.value('auth.apps.revoke', { appId: items[0]?.id })

    expect(await revoke(tokens.refresh_token)).toBe(200)

    expect(await eventsOf(ada)).toEqual([expect.objectContaining({ sessionId: expect.any(String) })])
  })

  it('O3: but not if another app tries to revoke its token', async () => {
    const { tokens } = await connectApp(server, ada)

    await revoke(tokens.refresh_token, localApp.clientId)

    expect(await eventsOf(ada)).toEqual([])
    expect(await use(tokens.access_token)).toMatchObject({ ok: true })
  })
})

it('O3: an app can revoke its token again after the database was unavailable', async () => {
  const { tokens } = await connectApp(server, ada)
  isDown = true
  expect(await revoke(tokens.refresh_token)).toBe(503)
  isDown = false
  expect(await use(tokens.access_token)).toMatchObject({ ok: true })

  expect(await revoke(tokens.refresh_token)).toBe(200)

  expect(await use(tokens.access_token)).toMatchObject({ code: 'invalid_token' })
  expect(await eventsOf(ada)).toHaveLength(1)
})
