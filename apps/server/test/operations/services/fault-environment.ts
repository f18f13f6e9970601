import { testSecret } from '@taskpact/testing'
import { freePort } from '../../../../../packages/db/test/free-port.js'
import {
  type OwnPostgres,
  type OwnPostgresOptions,
  startOwnPostgres,
} from '../../../../../packages/db/test/own-postgres.js'
import { type CuttingProxy, startCuttingProxy } from '../../concurrency/cutting-proxy.js'
import { type ServerProcess, startProcess } from '../../support/server-process.js'
import { type OwnRedis, startOwnRedis } from './own-redis.js'

/** Two instances of the built server and their dependencies, with the means to break each of them. */
export interface FaultEnvironment {
  readonly postgres: OwnPostgres
  /** Between the instances and the database. */
  readonly proxy: CuttingProxy
  readonly redis: OwnRedis
  readonly instances: readonly Instance[]
  readonly urls: readonly string[]
  close(): Promise<void>
}

/** A server that keeps its port across restarts. */
export interface Instance {
  readonly port: number
  readonly url: string
  process(): ServerProcess
  /** Starts it, with additional settings. */
  start(more?: Readonly<Record<string, string>>): Promise<void>
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

export interface FaultEnvironmentOptions {
  readonly postgres?: OwnPostgresOptions
  readonly env?: Readonly<Record<string, string>>
}

export async function startFaultEnvironment({
  postgres: postgresOptions,
  env = {},
}: FaultEnvironmentOptions = {}): Promise<FaultEnvironment> {
  const opened: { close(): Promise<unknown> }[] = []
  const open = async <T extends { close(): Promise<unknown> }>(pending: Promise<T>) => {
    const resource = await pending
    opened.unshift(resource)
    return resource
  }
  const close = async () => {
    for (const resource of opened.splice(0)) await resource.close()
  }
  try {
    const postgres = await open(startOwnPostgres(postgresOptions))
    const proxy = await open(startCuttingProxy(postgres.port))
    const redis = await open(startOwnRedis())
    const settings = {
      DATABASE_URL: `postgres://postgres@127.0.0.1:${proxy.port}/postgres`,
      DATABASE_TIMEOUT: '2',
      DATABASE_POOL_MAX: '4',
      DATABASE_PREPARE: 'false', // so that `commit` is sent as text
      REDIS_URL: redis.url,
      JWT_SECRET: testSecret,
      RATE_LIMIT_READ: '100000',
      RATE_LIMIT_WRITE: '100000',
      ...env,
    }
    const instances: Instance[] = []
    for (const _ of [1, 2]) {
      const instance = createInstance(await freePort(), settings)
      await instance.start()
      await open(Promise.resolve({ close: () => instance.stop() }))
      instances.push(instance)
    }
    return { postgres, proxy, redis, instances, urls: instances.map(({ url }) => url), close }
  } catch (error) {
    await close()
    throw error
  }
}

function createInstance(port: number, env: Readonly<Record<string, string>>): Instance {
  let current: ServerProcess | undefined
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    process() {
      if (!current) throw new TypeError('The instance does not run')
      return current
    },
    async start(more = {}) {
      current = await startProcess({ ...env, ...more, PORT: String(port) }, { form: 'built' })
    },
    async stop(signal) {
      const ended = current?.stop(signal) ?? null
      current = undefined
      return ended
    },
  }
}
