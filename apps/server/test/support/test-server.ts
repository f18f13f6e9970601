import { Writable } from 'node:stream'
import type { AppRouter, Contract } from '@taskpact/contract'
import { createTestDatabase, type TestDatabase } from '@taskpact/db/testing'
import type { FailureLimits, PasswordCost } from '@taskpact/service'
import { pino } from 'pino'
import { readEnv } from '../../src/config/env.js'
import { loggerOptions } from '../../src/logging/logger.js'
import { type Api, type Server, startServer, taskpact } from '../../src/server.js'
import { judgeStatements } from '../shards/judged-statements.js'

export const testSecret = 'a secret of the tests, of at least 32 bytes'

/** What no log line may hold: passwords that tests use, tokens of either kind, and whatever is called a canary. */
const secrets = /Test123|canary|eyJ[\w-]{10}|WyJ[\w-]{10}|Bearer /

/** A user's id of Better Auth's making, which is random and may look like the beginning of a token, but is shorter than any. */
const randomId = /"userId":"[A-Za-z0-9]{32}"/

export interface TestServerOptions<C extends AppRouter> {
  readonly api?: Api<C>
  readonly env?: Readonly<Record<string, string>>
  readonly now?: () => Date
  /** Default: as many wrong passwords as tests like. */
  readonly failureLimits?: FailureLimits
  /** Default: next to nothing, for most tests sign many people up. */
  readonly passwordCost?: PasswordCost
  readonly onQuery?: (statement: string, parameters: unknown[]) => void
  /** Default: one of its own. */
  readonly database?: TestDatabase
}

export interface TestServer extends Server {
  /** What it has written to its log. */
  readonly log: readonly string[]
}

/**
 * A real server on a free port with a database of its own. Closing it fails when a secret came into its log, or when
 * it sent a statement that reaches into a table of users without naming one.
 */
export async function startTestServer<C extends AppRouter = Contract>(
  options: TestServerOptions<C> = {},
): Promise<TestServer> {
  const database = options.database ?? (await createTestDatabase())
  const statements = await judgeStatements()
  const log: string[] = []
  const sink = new Writable({
    write(line, _encoding, done) {
      log.push(String(line))
      done()
    },
  })
  const drop = options.database ? async () => {} : () => database.drop()
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
      api: options.api ?? (taskpact as unknown as Api<C>), // the default of C is that very contract
      failureLimits: options.failureLimits ?? unlimited,
      passwordCost: options.passwordCost ?? { memoryCost: 64, timeCost: 1 },
      ...(options.now && { now: options.now }),
      onQuery(statement, parameters) {
        statements.note(statement)
        options.onQuery?.(statement, parameters)
      },
    })
    const close = async () => {
      await server.close().finally(drop)
      const leaks = log.filter((line) => secrets.test(line.replace(randomId, '')))
      if (leaks.length > 0) throw new Error(`The log holds a secret: ${leaks[0]}`)
      statements.judge()
    }
    return { ...server, log, close }
  } catch (error) {
    await drop()
    throw error
  }
}

const unlimited: FailureLimits = { perAccountAndAddress: 1e6, perAccount: 1e6, perAddress: 1e6 }

/** As many calls as tests like. */
export const unlimitedCalls = { RATE_LIMIT_READ: '0', RATE_LIMIT_WRITE: '0', RATE_LIMIT_CREDENTIALS: '0' }
