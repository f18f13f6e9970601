import { authEvents, sessions, users } from '@taskpact/db'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newEmail, type OpenServer, openServer, password, type TokenSession } from './session-calls.js'

let server: OpenServer

beforeAll(async () => {
  server = await openServer()
})
afterAll(() => server?.close())

const transport = 'in-process'

describe(transport, () => {
  it('S12: stores no token and no part of one', async () => {
    const calls = server.by(transport)
    const first = await calls.signUp()
    const next = await calls.refresh(first.refreshToken)
    await calls.value('auth.changePassword', { currentPassword: password, newPassword: password }, next.token)
    const last = await calls.signIn(first.user.email)

    const stored = JSON.stringify([
      await server.db.select().from(sessions),
      await server.db.select().from(users),
      await server.db.select().from(authEvents),
    ])

    expect(stored).toContain(first.user.id)
    for (const secret of [first, next, last].flatMap(secretsOf)) expect(stored).not.toContain(secret)
  })

  it('S12: a refresh token contains 256 random bits that are never repeated', async () => {
    const calls = server.by(transport)
    const email = newEmail()
    let last = await calls.signUp(email)
    const sessionsOfUser = [last]
    for (let round = 0; round < 5; round += 1) {
      last = await calls.refresh(last.refreshToken)
      sessionsOfUser.push(last, await calls.signIn(email))
    }
    const secrets = sessionsOfUser.map(({ refreshToken }) => Buffer.from(refreshToken.split('.')[1] ?? '', 'base64url'))

    expect(secrets.map(({ length }) => length)).toEqual(secrets.map(() => 32))
    expect(new Set(secrets.map((secret) => secret.toString('hex'))).size).toBe(secrets.length)
    expect(secrets.filter((secret) => new Set(secret).size < 16)).toEqual([])
  })
})

/** Returns the secret parts of both tokens: all but the user and session ids. */
function secretsOf({ token, refreshToken }: TokenSession): string[] {
  return [token, refreshToken, ...token.split('.').slice(1), ...refreshToken.split('.').slice(1), password]
}
