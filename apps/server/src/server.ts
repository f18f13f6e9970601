import { setTimeout as sleep } from 'node:timers/promises'
import { type AppRouter, type Contract, contract, operations } from '@taskpact/contract'
import { openDatabase } from '@taskpact/db'
import { createHub, createPerform, type Perform } from '@taskpact/engine'
import {
  createAuth,
  createReplicaReads,
  createService,
  type FailureLimits,
  type Fetch,
  openDiscoveredKeys,
  openKeys,
  type PasswordCost,
  type Service,
  stores,
  translateError,
} from '@taskpact/service'
import type { Logger } from 'pino'
import { authorizationServerOf } from './config/authorization-server.js'
import { developmentSecret } from './config/development-secret.js'
import type { Env } from './config/env.js'
import { relyingPartyOf } from './config/relying-party.js'
import { version } from './config/version.js'
import { documentedAccess } from './docs/documented-access.js'
import { createApp } from './http/app.js'
import { createOriginCheck } from './http/origin-check.js'
import { resourcesAt } from './http/resource-metadata.js'
import { listen } from './http/server.js'
import { accessLog } from './interceptors/access-log.js'
import { limitsOf, rateLimit } from './interceptors/rate-limit.js'
import { startCheckingEpoch } from './jobs/check-epoch.js'
import { startPurging } from './jobs/purge.js'
import { startRefilling } from './jobs/refill-keys.js'
import { type MailJob, startSendingMails } from './jobs/send-mails.js'
import { startSweeping } from './jobs/sweep.js'
import { migrateOnStart } from './lifecycle/migrate-on-start.js'
import { openAuthorization } from './lifecycle/open-authorization.js'
import { openReplicaOf } from './lifecycle/open-replica.js'
import { createReadiness } from './lifecycle/readiness.js'
import { errorLog } from './logging/error-log.js'
import { createMailbox, type Mailbox } from './mail/mailbox.js'
import type { MailServer } from './mail/smtp.js'
import { requestCounter } from './mcp/count-request.js'
import { metricsEndpoint } from './metrics/endpoint.js'
import { createMetrics } from './metrics/registry.js'
import { openLimiters } from './rate-limit/store.js'
import type { Tracing } from './tracing/tracing.js'
import { openWakeUps as openPostgresWakeUps } from './wake-ups/postgres.js'
import type { WakeUpOptions, WakeUps } from './wake-ups/wake-ups.js'

export interface Server {
  readonly url: string
  /** Performs a call in this process, without HTTP. */
  readonly perform: Perform
  /** Reports that it is not ready, stops accepting requests after a delay, waits for those in flight, and closes the database. */
  close(options?: CloseOptions): Promise<void>
}

export interface CloseOptions {
  /** Seconds for which it still accepts requests. Default: SHUTDOWN_DELAY. */
  readonly delay?: number
  /** Whether another process serves the same port, so that readiness does not change. */
  readonly isReplaced?: boolean
}

/** A contract and its implementation, built on the implementation of Taskpact's own contract. */
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
  /** Returns how many log lines this process has dropped. */
  readonly droppedLogLines?: () => number
  readonly api: Api<C>
  /** Default: the system clock. */
  readonly now?: () => Date
  readonly failureLimits?: FailureLimits
  readonly passwordCost?: PasswordCost
  /** Fetches the metadata documents of apps. Default: https URLs of the public internet only. */
  readonly fetchPublic?: Fetch
  /** Called before each statement is sent to the database. */
  readonly onQuery?: (statement: string, parameters: unknown[]) => void
}

/** Opens the database, runs the migrations if MIGRATE_ON_START is set, and listens. Resolves once the server accepts requests. */
export async function startServer<C extends AppRouter>(options: ServerOptions<C>): Promise<Server> {
  const { env, logger, api, now = () => new Date() } = options
  const opened: (() => Promise<void>)[] = []
  const closeAll = async () => {
    for (const close of opened.splice(0).reverse()) await close()
  }
  try {
    const tracing = await tracingOf(env, logger)
    if (tracing) opened.push(tracing.close)
    const limiters = await openLimiters(env.REDIS_URL, logger)
    opened.push(limiters.close)
    const mailServer = await mailServerOf(env)
    if (mailServer) opened.push(mailServer.close)
    let mailJob: MailJob | undefined
    const secrets = await secretsOf(env)
    const auth = await createAuth({
      secrets,
      issuer: await issuerOf(env, tracing?.fetch),
      emailsVerified: env.AUTH_EMAILS_VERIFIED,
      expiryTolerance: env.TOKEN_EXPIRY_TOLERANCE,
      passwordBlocklist: env.PASSWORD_BLOCKLIST,
      failureLimits: options.failureLimits,
      passwordCost: options.passwordCost,
      createLimiter: limiters.create,
      mail: mailServer && { appUrl: env.APP_URL as string, onStored: () => mailJob?.wake() },
      passkeys: relyingPartyOf(env),
      requiresVerifiedEmail: env.REQUIRE_VERIFIED_EMAIL,
      identityProviders: env.OIDC_PROVIDERS && {
        providers: env.OIDC_PROVIDERS,
        appUrl: env.APP_URL as string,
        send: tracing?.fetch,
      },
      apps: ownApps(env),
      externalApps: externalApps(env, tracing?.fetch),
      onUnreadableSecret: (userId) =>
        logger.error({ userId }, 'No secret decrypts the second factor of a user: was a previous JWT_SECRET removed?'),
      onAudit: (event) => logger.info({ audit: event.kind, ...event }),
    })
    const metrics = createMetrics({
      connections: () => database.connections(),
      droppedLogLines: options.droppedLogLines ?? (() => 0),
    })
    opened.push(async () => metrics.registry.clear())
    const wakeUps = await wakeUpsOf(env, logger, {
      notify: (text) => database.notify(text),
      onWake: (key) => hub.wakeKey(key),
    })
    if (wakeUps) opened.push(wakeUps.close)
    const hub = createHub({ max: env.MAX_STREAMS, ...(wakeUps && { onWrite: wakeUps.publish }) })
    metrics.measureWaiting(hub)
    const database = await openDatabase(env.DATABASE_URL, {
      poolMax: env.DATABASE_POOL_MAX,
      timeout: env.DATABASE_TIMEOUT * 1000,
      prepare: env.DATABASE_PREPARE,
      onStatement: tracing
        ? (statement) => {
            metrics.onStatement(statement)
            tracing.onStatement(statement)
          }
        : metrics.onStatement,
      onNewEpoch(epoch) {
        logger.warn({ epoch }, 'The database was restored or failed over: clients start again')
        hub.wakeAll()
      },
      onTimelineUnknown: (err) => logger.warn({ err }, 'Failovers are not detected: run `epoch new` after each'),
      ...(options.onQuery && { onQuery: options.onQuery }),
    })
    opened.push(database.close)
    const replica = await openReplicaOf(env, { logger, onStatement: metrics.onStatement, onQuery: options.onQuery })
    if (replica) opened.push(replica.close)
    if (env.MIGRATE_ON_START) opened.push((await migrateOnStart(database.migrate, logger)).stop)

    const readiness = createReadiness(database.check)
    const service = createService({
      auth,
      environment: env.ENVIRONMENT,
      version,
      taskLimit: env.MAX_TASKS_PER_USER,
      checkReadiness: readiness.check,
    })
    const all = operations(api.contract)
    const limit = rateLimit({
      perMinute: limitsOf(env),
      createLimiter: limiters.create,
      sessionOf: auth.sessionOf,
      onRefused: metrics.onLimited,
    })
    const perform = createPerform({
      operations: all,
      service: api.createService(service),
      db: database.db,
      identify: auth.identify,
      stores: { ...stores, history: database.history },
      replicaReads: replica && createReplicaReads({ replica, onRead: metrics.measureReplica(replica) }),
      translateError,
      hub,
      interceptors: [...(tracing ? [tracing.traceCalls] : []), accessLog(logger), metrics.measureCalls],
      onStep: tracing?.onStep,
      rateLimit: limit,
      now,
    })
    const logError = errorLog(logger)
    const onInternalError = (error: unknown, requestId: string) => {
      tracing?.onInternalError(error)
      logError(error, requestId)
    }
    const app = createApp({
      operations: all,
      perform,
      countRequest: requestCounter(limit),
      onMcpRequest: (summary) => logger.info({ transport: 'mcp', ...summary }),
      identify: (token, { client }) =>
        auth.identify(token, { db: database.db, now: now(), transport: 'mcp', client }).catch((thrown: unknown) => {
          throw translateError(thrown) ?? thrown
        }),
      version,
      isAllowedOrigin: createOriginCheck(env.CORS_ORIGINS),
      trustProxy: env.TRUST_PROXY,
      secure: env.ENVIRONMENT === 'production',
      sessionCookie: env.SESSION_COOKIE,
      authorizationServer: authorizationServerOf(env),
      securityContact: env.SECURITY_CONTACT,
      mailbox: mailServer && 'list' in mailServer ? mailServer : undefined,
      ...documentedAccess(env, { send: tracing?.fetch, logger }),
      metrics: metricsEndpoint(metrics.registry, env.METRICS_TOKEN),
      newRequestId: tracing?.newRequestId,
      oauth: await openAuthorization({
        env,
        secrets,
        auth,
        service,
        db: database.db,
        now,
        history: database.history,
        rateLimit: limit,
        createLimiter: limiters.create,
        fetchPublic: options.fetchPublic,
        logger,
        onInternalError,
      }),
      onInternalError,
    })
    const serve = tracing ? tracing.traceRequests(app.serve) : app.serve
    const listening = await listen(
      { ...app, serve },
      {
        host: env.HOST,
        port: env.PORT,
        maxConnections: env.MAX_CONNECTIONS,
        requestTimeout: env.REQUEST_TIMEOUT * 1000,
      },
    )
    opened.push(() => listening.stop(env.SHUTDOWN_TIMEOUT * 1000))
    const purging = startPurging({ db: database.db, now, retentionDays: env.TRASH_RETENTION_DAYS, logger })
    opened.push(purging.stop)
    if (mailServer) {
      mailJob = startSendingMails({
        db: database.db,
        now,
        send: mailServer.send,
        write: (stored, db) => auth.writeMail(stored, now(), db),
        logger,
      })
      opened.push(mailJob.stop)
    }
    opened.push(startRefilling({ db: database.db, logger }).stop)
    opened.push(startSweeping({ hub, db: database.db, logger }).stop)
    const checking = startCheckingEpoch(database.history)
    opened.push(async () => checking.stop())

    return {
      url: listening.url,
      perform,
      async close({ delay = env.SHUTDOWN_DELAY, isReplaced = false } = {}) {
        if (!isReplaced) readiness.stop()
        listening.drain()
        hub.close(delay * 1000)
        await sleep(delay * 1000)
        await closeAll()
      },
    }
  } catch (error) {
    await closeAll()
    throw error
  }
}

/** The authorization server below the public URL, if it is this one. */
function ownApps({ OAUTH, PUBLIC_URL }: Env) {
  if (OAUTH !== 'own' || PUBLIC_URL === undefined) return undefined
  return { issuer: PUBLIC_URL, resources: resourcesAt(PUBLIC_URL) }
}

/** Another authorization server, if there is one. The issuer is not asked before a token needs its keys. */
function externalApps({ OAUTH, OAUTH_ISSUER, PUBLIC_URL }: Env, send: Fetch | undefined) {
  if (OAUTH !== 'external' || OAUTH_ISSUER === undefined || PUBLIC_URL === undefined) return undefined
  return { issuer: OAUTH_ISSUER, keys: openDiscoveredKeys(OAUTH_ISSUER, send), resources: resourcesAt(PUBLIC_URL) }
}

async function secretsOf({ JWT_SECRET, JWT_SECRET_PREVIOUS }: Env): Promise<string[]> {
  const current = JWT_SECRET ?? (await developmentSecret())
  return JWT_SECRET_PREVIOUS === undefined ? [current] : [current, JWT_SECRET_PREVIOUS]
}

async function issuerOf({ AUTH_JWKS_URL, AUTH_ISSUER, AUTH_AUDIENCE }: Env, send: Fetch | undefined) {
  if (AUTH_JWKS_URL === undefined || AUTH_ISSUER === undefined) return undefined
  return { keys: await openKeys(AUTH_JWKS_URL, send), issuer: AUTH_ISSUER, audience: AUTH_AUDIENCE ?? AUTH_ISSUER }
}

/** Sends wake-ups by Redis if there is one, else by PostgreSQL. An embedded database has no other processes. */
async function wakeUpsOf(env: Env, logger: Logger, { notify, onWake }: WakeUpOptions): Promise<WakeUps | undefined> {
  if (env.REDIS_URL !== undefined) return (await import('./wake-ups/redis.js')).openWakeUps(env.REDIS_URL, onWake)
  if (env.DATABASE_URL.startsWith('pglite:')) return undefined
  return openPostgresWakeUps(env, logger, { notify, onWake })
}

/** Returns a mailbox in development without a mail server, unless other machines could read it. Loads the mail client only if there is one. */
async function mailServerOf({
  MAIL_URL,
  MAIL_FROM,
  ENVIRONMENT,
  HOST,
}: Env): Promise<MailServer | Mailbox | undefined> {
  if (MAIL_URL === undefined) return ENVIRONMENT === 'development' && isLoopback(HOST) ? createMailbox() : undefined
  return (await import('./mail/smtp.js')).openSmtp({ url: MAIL_URL, from: MAIL_FROM as string })
}

function isLoopback(host: string): boolean {
  return ['127.0.0.1', '::1', 'localhost'].includes(host)
}

/** Loads OpenTelemetry only if there is a collector. */
async function tracingOf(env: Env, logger: Logger): Promise<Tracing | undefined> {
  const endpoint = env.OTEL_EXPORTER_OTLP_ENDPOINT
  if (endpoint === undefined) return undefined
  const { openTracing } = await import('./tracing/open-tracing.js')
  return openTracing(endpoint, env, logger)
}
