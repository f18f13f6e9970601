import { type AppRouter, type Contract, contract, operations } from '@taskpact/contract'
import { openDatabase } from '@taskpact/db'
import {
  createAuth,
  createPerform,
  createService,
  type FailureLimits,
  openKeys,
  type Perform,
  type Service,
} from '@taskpact/service'
import type { Logger } from 'pino'
import { createApp } from './create-app.js'
import { developmentSecret } from './development-secret.js'
import type { Env } from './env.js'
import { listen } from './listen.js'
import { logCalls } from './log-calls.js'
import { purgeEveryHour } from './purge-every-hour.js'
import { version } from './version.js'

export interface Server {
  readonly url: string
  /** The door itself, for what runs in this process. */
  readonly perform: Perform
  /** Stops accepting, lets calls in flight finish, then closes the database. */
  close(): Promise<void>
}

/** A contract and what implements it, given what implements Taskpact's own. */
export interface Api<C extends AppRouter> {
  readonly contract: C
  readonly createService: (taskpact: Service<Contract>) => Service<C>
}

/** The API of this product. */
export const taskpact: Api<Contract> = {
  contract,
  createService: (service) => service,
}

export interface ServerOptions<C extends AppRouter> {
  readonly env: Env
  readonly logger: Logger
  readonly api: Api<C>
  /** Default: the clock of the machine. */
  readonly now?: () => Date
  readonly failureLimits?: FailureLimits
  /** Is told of each statement before it is sent to the database. */
  readonly onQuery?: (statement: string, parameters: unknown[]) => void
}

/** Opens the database, migrates it and listens. Resolves once the server answers. */
export async function startServer<C extends AppRouter>(options: ServerOptions<C>): Promise<Server> {
  const { env, logger, api, now } = options
  const auth = await createAuth({
    secrets: await secretsOf(env),
    issuer: await issuerOf(env),
    passwordBlocklist: env.PASSWORD_BLOCKLIST,
    failureLimits: options.failureLimits,
    onAudit: (line) => logger.info({ audit: line.kind, ...line }),
  })
  const database = await openDatabase(env.DATABASE_URL, {
    poolMax: env.DATABASE_POOL_MAX,
    ...(options.onQuery && { onQuery: options.onQuery }),
  })
  try {
    await database.migrate()
    const service = api.createService(
      createService({
        auth,
        environment: env.ENVIRONMENT,
        version,
        taskLimit: env.MAX_TASKS_PER_USER,
      }),
    )
    const all = operations(api.contract)
    const perform = createPerform({
      operations: all,
      service,
      db: database.db,
      identify: auth.identify,
      interceptors: [logCalls(logger)],
      ...(now && { now }),
    })
    const app = createApp({
      contract: api.contract,
      operations: all,
      perform,
      version,
      corsOrigins: env.CORS_ORIGINS,
      trustProxy: env.TRUST_PROXY,
      secure: env.ENVIRONMENT === 'production',
      onInternal: (error, requestId) => logger.error({ requestId, err: error }),
    })
    const { url, stop } = await listen(app, { host: env.HOST, port: env.PORT })
    const purging = purgeEveryHour({
      db: database.db,
      now: now ?? (() => new Date()),
      retentionDays: env.TRASH_RETENTION_DAYS,
      logger,
    })
    const close = () => purging.stop().finally(stop)
    return { url, perform, close: () => close().finally(() => database.close()) }
  } catch (error) {
    await database.close()
    throw error
  }
}

async function secretsOf({ JWT_SECRET, JWT_SECRET_PREVIOUS }: Env): Promise<string[]> {
  const current = JWT_SECRET ?? (await developmentSecret())
  return JWT_SECRET_PREVIOUS === undefined ? [current] : [current, JWT_SECRET_PREVIOUS]
}

async function issuerOf({ AUTH_JWKS_URL, AUTH_ISSUER, AUTH_AUDIENCE }: Env) {
  if (AUTH_JWKS_URL === undefined || AUTH_ISSUER === undefined) return undefined
  return { keys: await openKeys(AUTH_JWKS_URL), issuer: AUTH_ISSUER, audience: AUTH_AUDIENCE ?? AUTH_ISSUER }
}
