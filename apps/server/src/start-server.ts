import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type AppRouter, type Contract, contract, operations } from '@taskpact/contract'
import { openDatabase } from '@taskpact/db'
import { createAccessTokens, createPerform, createService, type Perform, type Service } from '@taskpact/service'
import type { Logger } from 'pino'
import { createApp } from './create-app.js'
import { developmentSecret } from './development-secret.js'
import type { Env } from './env.js'
import { logCalls } from './log-calls.js'
import { strictHeaders } from './one-host.js'
import { answerUnparsed } from './unparsed.js'
import { version } from './version.js'

export interface Server {
  readonly url: string
  /** The door itself, for what runs in this process. */
  readonly perform: Perform
  /** Stops accepting, lets calls in flight finish, then closes the database. */
  close(): Promise<void>
}

/** Another API than Taskpact's own: a contract and what implements it. */
export interface Api<C extends AppRouter> {
  readonly contract: C
  readonly createService: (taskpact: Service<Contract>) => Service<C>
}

/** The API of this product. */
export const taskpact: Api<Contract> = {
  contract,
  createService: (service) => service,
}

/** Opens the database, migrates it and listens. Resolves once the server answers. */
export async function startServer<C extends AppRouter = Contract>(
  env: Env,
  logger: Logger,
  api: Api<C> = taskpact as unknown as Api<C>, // the default of C is that very contract
): Promise<Server> {
  const tokens = createAccessTokens(env.JWT_SECRET ?? (await developmentSecret()))
  const database = await openDatabase(env.DATABASE_URL, {
    poolMax: env.DATABASE_POOL_MAX,
  })
  try {
    await database.migrate()
    const service = api.createService(createService({ tokens, environment: env.ENVIRONMENT, version }))
    const all = operations(api.contract)
    const perform = createPerform({
      operations: all,
      service,
      db: database.db,
      identify: tokens.identify,
      interceptors: [logCalls(logger)],
    })
    const onInternal = (error: unknown, requestId: string) => logger.error({ requestId, err: error })
    const app = createApp({
      contract: api.contract,
      operations: all,
      perform,
      version,
      corsOrigins: env.CORS_ORIGINS,
      onInternal,
    })
    const http = createServer(strictHeaders, app)
    answerUnparsed(http)
    await listen(http, env)
    return {
      url: urlOf(http.address() as AddressInfo),
      perform,
      async close() {
        await stop(http)
        await database.close()
      },
    }
  } catch (error) {
    await database.close()
    throw error
  }
}

type HttpServer = ReturnType<typeof createServer>

function listen(http: HttpServer, { HOST, PORT }: Env): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', reject)
    http.listen(PORT, HOST, () => {
      http.off('error', reject)
      resolve()
    })
  })
}

/** Idle keep-alive sockets would hold `close` open for as long as clients like. */
function stop(http: HttpServer): Promise<void> {
  return new Promise((resolve, reject) => {
    http.close((error) => (error ? reject(error) : resolve()))
    http.closeIdleConnections()
  })
}

function urlOf({ address, family, port }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}
