import type { AuthEvent, AuthEventPage } from '@taskpact/contract'
import { authEvents } from '@taskpact/db'
import { transports } from '@taskpact/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  type Calls,
  type OpenServer,
  openServer,
  password,
  sessionIds,
  type TokenSession,
  use,
} from './session-calls.js'

let time = Date.parse('2026-03-01T09:30:00.000Z')
let server: OpenServer

beforeAll(async () => {
  server = await openServer({ now: () => new Date(time) })
})
afterAll(() => server?.close())

interface Line {
  readonly audit: string
  readonly userId?: string
  readonly sessionId?: string
  readonly ip?: string
  readonly requestId: string
  readonly time: string
}

type Act = (calls: Calls, ada: TokenSession) => Promise<unknown>

const wrongPassword = 'Test123?'
const acts: Readonly<Record<string, Act>> = {
  signed_in: ({ signIn }, { user }) => signIn(user.email),
  sign_in_failed: ({ call }, { user }) => call('auth.signin', { email: user.email, password: wrongPassword }),
  signed_out: ({ value }, { token }) => value('auth.signout', {}, token),
  refresh_reused: async (calls, { refreshToken }) => {
    await use(server, calls, await calls.refresh(refreshToken))
    time += 11_000
    return calls.call('auth.refresh', { refreshToken })
  },
  session_revoked: async (calls, { token }) => {
    const [sessionId] = await sessionIds(calls, token)
    return calls.value('auth.sessions.revoke', { sessionId }, token)
  },
  other_sessions_revoked: ({ value }, { token }) => value('auth.sessions.revokeOthers', {}, token),
  password_changed: ({ value }, { token }) =>
    value('auth.changePassword', { currentPassword: password, newPassword: password }, token),
  password_change_failed: ({ call }, { token }) =>
    call('auth.changePassword', { currentPassword: wrongPassword, newPassword: password }, token),
  deletion_failed: ({ call }, { token }) => call('auth.deleteMe', { password: wrongPassword }, token),
}

describe.each(transports)('%s', (transport) => {
  const remote = transport !== 'in-process'
  let calls: Calls
  let ada: TokenSession
  let before: number

  beforeEach(async () => {
    calls = server.by(transport)
    before = server.log.length
    ada = await calls.signUp()
  })

  it('signed_up is logged once and stored once', async () => {
    expectLogged(ada, 'signed_up')
    expect(await rows(ada)).toEqual(['signed_up'])
  })

  it.each(Object.entries(acts))('%s is logged once and stored once', async (kind, act) => {
    before = server.log.length
    await act(calls, ada)

    expectLogged(ada, kind)
    expect(await rows(ada)).toEqual([kind, 'signed_up'])
  })

  it('deleted is logged once and not stored', async () => {
    before = server.log.length
    await calls.value('auth.deleteMe', { password }, ada.token)

    expectLogged(ada, 'deleted')
    expect(await rows(ada)).toEqual([])
  })

  it('sign_in_failed is logged without an unknown address', async () => {
    before = server.log.length
    await calls.call('auth.signin', { email: 'unknown.address@example.com', password })

    expect(lines().map(({ audit, userId }) => ({ audit, userId }))).toEqual([
      { audit: 'sign_in_failed', userId: undefined },
    ])
    expect(server.log.slice(before).join()).not.toContain('unknown.address')
  })

  it('lists the events of the user, newest first, with pagination', async () => {
    const eve = await calls.signUp()
    await calls.call('auth.signin', { email: eve.user.email, password: wrongPassword })
    const kinds = ['signed_up']
    for (let round = 0; round < 6; round += 1) {
      time += 1000
      const kind = round % 2 === 0 ? 'signed_in' : 'sign_in_failed'
      kinds.unshift(kind)
      await acts[kind]?.(calls, ada)
    }

    const listed: AuthEvent[] = []
    const sizes: number[] = []
    let cursor: string | null | undefined
    while (cursor !== null) {
      const input: { limit: number; cursor?: string | undefined } = { limit: 3, cursor }
      const page: AuthEventPage = await calls.value('auth.events.list', input, ada.token)
      listed.push(...page.items)
      sizes.push(page.items.length)
      cursor = page.nextCursor
    }

    expect(listed.map(({ kind }) => kind)).toEqual(kinds)
    expect(sizes).toEqual([3, 3, 1])
    expect(listed.map((event) => event.at)).toEqual(
      listed
        .map((event) => event.at)
        .sort()
        .reverse(),
    )
    expect(listed[0]?.at).toBe(new Date(time).toISOString())
    if (remote) expect(listed.map(({ ip }) => ip)).toEqual(listed.map(() => '127.0.0.1'))
  })

  it('does not list events of another user, or accept their cursors', async () => {
    const eve = await calls.signUp()
    await calls.signIn(eve.user.email)
    const page = await calls.value<AuthEventPage>('auth.events.list', { limit: 1 }, eve.token)

    const input = { cursor: page.nextCursor }
    expect(await calls.call('auth.events.list', input, ada.token)).toMatchObject({ code: 'invalid_cursor' })
    const ownEvents = await calls.value<AuthEventPage>('auth.events.list', {}, ada.token)
    expect(ownEvents.items.map(({ kind }) => kind)).toEqual(['signed_up'])
    expect(ownEvents.nextCursor).toBeNull()
  })

  function lines(): Line[] {
    const lines = server.log.slice(before).filter((line) => line.includes('"audit"'))
    return lines.map((line) => JSON.parse(line) as Line)
  }

  function expectLogged({ user }: TokenSession, kind: string): void {
    expect(lines()).toHaveLength(1)
    expect(lines()[0]).toMatchObject({
      audit: kind,
      userId: user.id,
      requestId: expect.stringMatching(/./),
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      ...(remote && { ip: '127.0.0.1' }),
    })
    const logged = server.log.slice(before).join('')
    expect(logged).not.toContain(user.email)
    expect(logged).not.toMatch(/argon2|"password"|refreshToken|tokenHash/)
  }
})

async function rows({ user }: TokenSession): Promise<string[]> {
  const found = await server.db.select().from(authEvents).where(eq(authEvents.userId, user.id))
  return found.sort((a, b) => (a.id < b.id ? 1 : -1)).map(({ kind }) => kind)
}
