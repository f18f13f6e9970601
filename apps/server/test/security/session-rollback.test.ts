import { sessions, users } from '@taskpact/db'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newEmail, type OpenServer, openServer, password, sessionIds } from './session-calls.js'

let server: OpenServer

beforeAll(async () => {
  server = await openServer()
})
afterAll(() => server?.close())

const auditLines = (from: number, kind: string) =>
  server.log.slice(from).filter((line) => line.includes(`"audit":"${kind}"`))

async function accountsOf(email: string): Promise<unknown[]> {
  const all = await server.db.select({ email: users.email }).from(users)
  return all.map((user) => user.email).filter((other) => other === email)
}

describe('transport without cookies', () => {
  it('P20: a refused cookie sign-up creates no account', async () => {
    const calls = server.by('in-process')
    const email = newEmail()

    const refused = await calls.call('auth.signup', { email, password, session: 'cookie' })

    expect(refused).toMatchObject({ ok: false, code: 'invalid_input' })
    expect(await accountsOf(email)).toEqual([])
    expect((await calls.signUp(email)).user.email).toBe(email)
  })

  it('P20: a refused sign-up is not logged as signed_up', async () => {
    const before = server.log.length
    await server.by('in-process').call('auth.signup', { email: newEmail(), password, session: 'cookie' })

    expect(auditLines(before, 'signed_up')).toEqual([])
  })

  it('P20: a refused cookie sign-in starts no session', async () => {
    const calls = server.by('in-process')
    const { token, user } = await calls.signUp()

    const refused = await calls.call('auth.signin', { email: user.email, password, session: 'cookie' })

    expect(refused).toMatchObject({ ok: false, code: 'invalid_input' })
    expect(await sessionIds(calls, token)).toHaveLength(1)
  })

  it('P20: a refused password change of a cookie session keeps the password and all sessions', async () => {
    const email = newEmail()
    const calls = server.by('in-process')
    const { token } = await server
      .by('rest')
      .value<{ token: string }>('auth.signup', { email, password, session: 'cookie' })
    const other = await calls.signIn(email)

    const input = { currentPassword: password, newPassword: 'Test123!-another' }
    expect(await calls.call('auth.changePassword', input, token)).toMatchObject({ code: 'invalid_input' })

    expect(await calls.call('auth.signin', { email, password })).toMatchObject({ ok: true })
    for (const session of [token, other.token]) {
      expect(await calls.call('auth.me', {}, session)).toMatchObject({ ok: true })
    }
  })
})

const transport = 'in-process'

describe('database failure during a transaction', () => {
  it.each(['sessions', 'auth_events', 'user_revisions'])(
    'P20: a failed sign-up creates no account: %s',
    async (table) => {
      const calls = server.by(transport)
      const email = newEmail()

      const outcome = await withFailingWrites(table, () => calls.call('auth.signup', { email, password }).catch(codeOf))

      expect(outcome).toMatchObject({ code: 'internal' })
      expect(await accountsOf(email)).toEqual([])
      expect((await calls.signUp(email)).user.email).toBe(email)
    },
  )

  it('P20: a failed password change keeps the password and every session', async () => {
    const calls = server.by(transport)
    const { token, user } = await calls.signUp()
    const input = { currentPassword: password, newPassword: 'Test123!-another' }

    const outcome = await withFailingWrites('sessions', () =>
      calls.call('auth.changePassword', input, token).catch(codeOf),
    )

    expect(outcome).toMatchObject({ code: 'internal' })
    expect(await server.db.$count(sessions, eq(sessions.userId, user.id))).toBe(1)
    expect(await calls.call('auth.me', {}, token)).toMatchObject({ ok: true })
    expect((await calls.signIn(user.email)).user).toEqual(user)
  })

  it('P20: a failed password change is not logged as password_changed', async () => {
    const calls = server.by(transport)
    const { token } = await calls.signUp()
    const input = { currentPassword: password, newPassword: 'Test123!-another' }
    const before = server.log.length

    await withFailingWrites('sessions', () => calls.call('auth.changePassword', input, token).catch(codeOf))

    expect(auditLines(before, 'password_changed')).toEqual([])
  })
})

/** Runs a function while writes to the table fail, by a constraint, because distributed tables have no triggers. */
async function withFailingWrites<T>(table: string, run: () => Promise<T>): Promise<T> {
  const name = sql.identifier(table)
  await server.db.execute(sql`alter table ${name} add constraint failing check (false) not valid`)
  try {
    return await run()
  } finally {
    await server.db.execute(sql`alter table ${name} drop constraint failing`)
  }
}

/** Returns the code of an exception. The in-process transport throws unexpected errors; others return them. */
function codeOf(error: unknown): { code: unknown } {
  return { code: (error as { code?: unknown }).code }
}
