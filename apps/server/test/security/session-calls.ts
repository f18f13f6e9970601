import {
  type Contract,
  contract,
  type Operation,
  operations,
  type SessionList,
  type SignedIn,
} from '@taskpact/contract'
import type { Database } from '@taskpact/db'
import { expect } from 'vitest'
import { type Api, taskpact } from '../../src/server.js'
import { createDocumentCheck } from '../support/document-check.js'
import { startTestServer, type TestServer, type TestServerOptions } from '../support/test-server.js'
import { type Input, type Outcome, succeeded, type WayName, wayNames, wayOf } from '../support/ways.js'

/** Calls by name over one way. */
export interface Calls {
  call(name: string, input?: Input, token?: string): Promise<Outcome>
  value<T>(name: string, input?: Input, token?: string): Promise<T>
  signUp(email?: string): Promise<TokenSession>
  signIn(email: string | null): Promise<TokenSession>
  refresh(refreshToken: string): Promise<TokenSession>
}

/** A session whose refresh token is the client's to keep. */
export type TokenSession = SignedIn & { readonly refreshToken: string }

export interface OpenServer extends TestServer {
  /** The very database of the server, in memory or not. */
  readonly db: Database
  by(way: WayName): Calls
}

export const password = 'Test123!'
const all = operations(contract)

/** A server, every way in to it, and its database. */
export async function openServer(options: Omit<TestServerOptions<Contract>, 'api'> = {}): Promise<OpenServer> {
  let db: Database | undefined
  const server = await startTestServer({ ...options, api: lending((lent) => (db = lent)) })
  const check = await createDocumentCheck(server.url)
  const ways = Object.fromEntries(
    wayNames.map((name) => [name, wayOf(name, { url: server.url, perform: server.perform, operations: all, check })]),
  )
  await fetch(`${server.url}/health/live`)
  if (!db) throw new Error('The server did not lend its database')
  return { ...server, db, by: (way) => callsOver((ways[way] as (typeof ways)[string]).call) }
}

/** The API of this product, whose sign of life lends out the database that it runs on. */
function lending(take: (db: Database) => void): Api<Contract> {
  return {
    contract,
    createService(service) {
      const made = taskpact.createService(service)
      const live: typeof made.system.live = (input, ctx) => {
        take(ctx.db)
        return made.system.live(input, ctx)
      }
      return { ...made, system: { ...made.system, live } }
    },
  }
}

let count = 0

export function someEmail(): string {
  count += 1
  return `member-${count}@example.com`
}

export function named(name: string): Operation {
  const operation = all.find((one) => one.name === name)
  if (!operation) throw new Error(`There is no operation ${name}`)
  return operation
}

function callsOver(call: (operation: Operation, input: Input, token?: string) => Promise<Outcome>): Calls {
  const byName: Calls['call'] = (name, input = {}, token) => call(named(name), input, token)
  const value = async <T>(name: string, input?: Input, token?: string) =>
    succeeded(await byName(name, input, token)) as T
  return {
    call: byName,
    value,
    signUp: (email = someEmail()) => value('auth.signup', { email, password }),
    signIn: (email) => value('auth.signin', { email, password }),
    refresh: (refreshToken) => value('auth.refresh', { refreshToken }),
  }
}

/** The ids of the sessions that go on, as one of them sees them. */
export async function sessionIds({ value }: Calls, token: string): Promise<string[]> {
  return (await value<SessionList>('auth.sessions.list', {}, token)).items.map(({ id }) => id)
}

export async function expectAlive({ call, refresh }: Calls, session: TokenSession): Promise<void> {
  expect(await call('auth.me', {}, session.token)).toMatchObject({ ok: true })
  const next = await refresh(session.refreshToken)
  expect(await call('auth.me', {}, next.token)).toMatchObject({ ok: true })
}

/** Neither token of it opens anything, on any call that tells. */
export async function expectEnded({ call }: Calls, { token, refreshToken }: TokenSession): Promise<void> {
  expect(await call('auth.me', {}, token)).toMatchObject({ ok: false, code: 'invalid_token' })
  expect(await call('auth.refresh', { refreshToken })).toMatchObject({ ok: false, code: 'invalid_token' })
}
