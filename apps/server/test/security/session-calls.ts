import { createHash } from 'node:crypto'
import {
  type Contract,
  contract,
  type Operation,
  operations,
  type SessionList,
  type SignedIn,
} from '@taskpact/contract'
import { type Database, sessions } from '@taskpact/db'
import {
  type Calls as AllCalls,
  startTestServer,
  type TestServer,
  type TestServerOptions,
  type Transport,
  testPassword,
} from '@taskpact/testing'
import { and, eq } from 'drizzle-orm'
import { expect } from 'vitest'

/** Calls on one transport, with shortcuts that start or refresh a session. */
export interface Calls extends AllCalls {
  signUp(email?: string): Promise<TokenSession>
  signIn(email: string | null): Promise<TokenSession>
  refresh(refreshToken: string): Promise<TokenSession>
}

/** A session of the type `token`: the client stores the refresh token. */
export type TokenSession = SignedIn & { readonly refreshToken: string }

export interface OpenServer extends TestServer {
  readonly db: Database
  by(transport: Transport): Calls
}

export const password = testPassword

/** Starts a server with access to its database. */
export async function openServer(options: Omit<TestServerOptions<Contract>, 'api'> = {}): Promise<OpenServer> {
  const server = await startTestServer(options)
  return { ...server, db: await server.database(), by: (transport) => sessionCalls(server.by(transport)) }
}

let count = 0

export function newEmail(): string {
  count += 1
  return `member-${count}@example.com`
}

export function operationNamed(name: string): Operation {
  const operation = operations(contract).find((one) => one.name === name)
  if (!operation) throw new TypeError(`${name} is not an operation`)
  return operation
}

function sessionCalls({ call, value }: AllCalls): Calls {
  return {
    call,
    value,
    signUp: (email = newEmail()) => value('auth.signup', { email, password }),
    signIn: (email) => value('auth.signin', { email, password }),
    refresh: (refreshToken) => value('auth.refresh', { refreshToken }),
  }
}

/** Returns the ids of the active sessions of the user. */
export async function sessionIds({ value }: Calls, token: string): Promise<string[]> {
  return (await value<SessionList>('auth.sessions.list', {}, token)).items.map(({ id }) => id)
}

export async function expectActive({ call, refresh }: Calls, session: TokenSession): Promise<void> {
  expect(await call('auth.me', {}, session.token)).toMatchObject({ ok: true })
  const next = await refresh(session.refreshToken)
  expect(await call('auth.me', {}, next.token)).toMatchObject({ ok: true })
}

/** Expects that both tokens of the session are refused. */
export async function expectEnded({ call }: Calls, { token, refreshToken }: TokenSession): Promise<void> {
  expect(await call('auth.me', {}, token)).toMatchObject({ ok: false, code: 'invalid_token' })
  expect(await call('auth.refresh', { refreshToken })).toMatchObject({ ok: false, code: 'invalid_token' })
}

/** Resolves once the server has recorded that an access token of a refresh was used. It does this while it answers the request. */
export async function confirmUse({ db }: OpenServer, { token, refreshToken }: TokenSession): Promise<void> {
  const { sub, sid } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  const used = async () => {
    const [row] = await db
      .select()
      .from(sessions)
      .where(and(eq(sessions.userId, sub), eq(sessions.id, sid)))
    return row?.usedTokenHash
  }
  await expect
    .poll(used, { interval: 5, timeout: 20_000 })
    .toBe(createHash('sha256').update(refreshToken).digest('base64url'))
}

/** Uses an access token of a refresh, which shows that its response was not lost. */
export async function use(server: OpenServer, { call }: Calls, session: TokenSession): Promise<void> {
  expect(await call('auth.me', {}, session.token)).toMatchObject({ ok: true })
  await confirmUse(server, session)
}
