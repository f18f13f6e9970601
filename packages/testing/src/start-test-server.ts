import { Writable } from 'node:stream'
import { type AppRouter, type Contract, type Operation, operations } from '@taskpact/contract'
import type { Database } from '@taskpact/db'
import { createTestDatabase, type TestDatabase } from '@taskpact/db/testing'
import type { FailureLimits, Fetch, PasswordCost } from '@taskpact/service'
import { pino } from 'pino'
import { readEnv } from '../../../apps/server/src/config/env.js'
import { loggerOptions } from '../../../apps/server/src/logging/logger.js'
import { type Api, type Server, startServer, taskpact } from '../../../apps/server/src/server.js'
import { callByTransport, type Served } from './call-by-transport.js'
import { createDocumentCheck } from './document-check.js'
import { exposeDatabase } from './expose-database.js'
import { type Input, succeeded } from './outcome.js'
import { type Send, sendTo } from './raw-request.js'
import { createStatementCheck } from './shards/statement-check.js'
import { type Transport, transports } from './transports.js'
import { type Calls, startSession, type User } from './user.js'

export const testSecret = 'a secret of the tests, of at least 32 bytes'

/** Must not occur in a log line: test passwords, tokens of all kinds, and anything named canary. */
const secrets = /Test123|canary|tpt_|eyJ[\w-]{10}|WyJ[\w-]{10}|Bearer /

/** A user id of Better Auth is random and can look like the start of a token, but is shorter than a token. */
const randomId = /"userId":"[A-Za-z0-9]{32}"/

export interface TestServerOptions<C extends AppRouter> {
  readonly api?: Api<C>
  readonly env?: Readonly<Record<string, string>>
  readonly now?: () => Date
  /** Defaults to no limit. */
  readonly failureLimits?: FailureLimits
  /** Defaults to a very low cost, because most tests sign up many users. */
  readonly passwordCost?: PasswordCost
  /** Fetches the metadata documents of apps. Defaults to https URLs of the public internet only. */
  readonly fetchPublic?: Fetch
  readonly onQuery?: (statement: string, parameters: unknown[]) => void
  /** Defaults to a new one, which is dropped on close. */
  readonly database?: TestDatabase
}

export interface TestServer extends Server {
  /** Log lines so far. */
  readonly log: readonly string[]
  readonly operations: readonly Operation[]
  /** Sends a request unchanged, without the normalization of `fetch`. */
  readonly send: Send
  /** Calls operations on one transport. */
  by(transport: Transport): Calls
  /** Returns the database handle that the handlers use. PGlite allows no second connection. */
  database(): Promise<Database>
  signUp(email?: string, password?: string): Promise<User>
  /** Starts another session of a user. */
  signIn(email: string, password?: string): Promise<User>
}

/**
 * Starts a real server on a free port with its own database. `close` rejects if the log contains a secret, or if the server sent
 * a statement that uses tables of users without naming a user.
 */
export async function startTestServer<C extends AppRouter = Contract>(
  options: TestServerOptions<C> = {},
): Promise<TestServer> {
  const database = options.database ?? (await createTestDatabase())
  const statements = await createStatementCheck()
  const log: string[] = []
  const sink = new Writable({
    write(line, _encoding, done) {
      log.push(String(line))
      done()
    },
  })
  const drop = options.database ? async () => {} : () => database.drop()
  const exposed = exposeDatabase(options.api ?? (taskpact as unknown as Api<C>)) // taskpact is the default of C
  try {
    const env = readEnv({
      DATABASE_URL: database.url,
      DATABASE_POOL_MAX: '4',
      ENVIRONMENT: 'test',
      JWT_SECRET: testSecret,
      LOG_LEVEL: 'trace',
      MIGRATE_ON_START: 'true',
      PORT: '0',
      ...unlimitedCalls,
      ...options.env,
    })
    const server = await startServer({
      env,
      logger: pino(loggerOptions(env), sink),
      api: exposed.api,
      failureLimits: options.failureLimits ?? unlimited,
      passwordCost: options.passwordCost ?? { memoryCost: 64, timeCost: 1 },
      ...(options.now && { now: options.now }),
      ...(options.fetchPublic && { fetchPublic: options.fetchPublic }),
      onQuery(statement, parameters) {
        statements.record(statement)
        options.onQuery?.(statement, parameters)
      },
    })
    const close: Server['close'] = async (ending) => {
      await server.close(ending).finally(drop)
      const leaks = log.filter((line) => secrets.test(line.replace(randomId, '')))
      if (leaks.length > 0) throw new Error(`The log contains a secret: ${leaks[0]}`)
      statements.verify()
    }
    const all = operations(exposed.api.contract)
    const by = callsOn({ ...server, operations: all, check: () => createDocumentCheck(server.url) })
    const send = sendTo(() => server)
    return {
      ...server,
      log,
      close,
      operations: all,
      send,
      by,
      database: () => exposed.database(by('in-process')),
      signUp: (email, password) =>
        startSession('auth.signup', { ...(email && { email }), ...(password && { password }) }, by, send),
      signIn: (email, password) => startSession('auth.signin', { email, ...(password && { password }) }, by, send),
    }
  } catch (error) {
    await drop()
    throw error
  }
}

/** Returns a function that calls the operations of a server by name on a transport. */
export function callsOn(served: Served): (transport: Transport) => Calls {
  const byName = new Map(served.operations.map((operation) => [operation.name, operation]))
  const toCalls = (transport: Transport): Calls => {
    const callOperation = callByTransport(transport, served)
    const call: Calls['call'] = async (name, input: Input = {}, token) => {
      const operation = byName.get(name)
      if (!operation) throw new TypeError(`${name} is not an operation`)
      return callOperation(operation, input, token)
    }
    const value = async <T>(name: string, input?: Input, token?: string) =>
      succeeded(await call(name, input, token)) as T // a call by name returns what the contract declares
    return { call, value }
  }
  const calls = Object.fromEntries(transports.map((transport) => [transport, toCalls(transport)]))
  return (transport) => calls[transport] as Calls
}

const unlimited: FailureLimits = { perAccountAndAddress: 1e6, perAccount: 1e6, perAddress: 1e6, perKnownClient: 1e6 }

/** Rate limits of 0 are disabled. */
export const unlimitedCalls = {
  RATE_LIMIT_READ: '0',
  RATE_LIMIT_WRITE: '0',
  RATE_LIMIT_CREDENTIALS: '0',
  RATE_LIMIT_RENEWAL: '0',
}
