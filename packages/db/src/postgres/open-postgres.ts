import { drizzle } from 'drizzle-orm/postgres-js'
import { createHistoryReader, renewEpoch } from '../history.js'
import { migrationsFolder, newestMigration, statusQuery } from '../migrations.js'
import type { DatabaseOptions, OpenDatabase } from '../open-database.js'
import { createCheck } from '../readiness.js'
import { type Address, readAddress } from './address.js'
import { createClient } from './client.js'
import { type ConnectionOptions, openConnection } from './connection.js'
import { distribute, workersRespond } from './distribute.js'
import { migrateWithRetries } from './migrate.js'
import { notificationChannel } from './notification-channel.js'
import { createPool, type PoolOptions } from './pool.js'
import { type Timeouts, timeoutsOf } from './timeouts.js'

export function openPostgres(url: string, options: DatabaseOptions): OpenDatabase {
  const { prepare, onQuery, onStatement } = options
  const address = readAddress(url, prepare)
  const { poolMax, timeouts, poolOf } = poolsOf(address, options)
  const { connect: connectTimeout, statement: statementTimeout } = timeouts

  /** A connection may lead to another server than the last one did, so each reads the epoch before it is used. */
  const reader = createHistoryReader(options, true)
  const pool = poolOf(poolMax, { statementTimeout, onStatement, onOpened: reader.read })
  const client = createClient(pool, address, beginText('begin', address, timeouts))
  const db = drizzle({ client, logger: onQuery ? { logQuery: onQuery } : false })

  /** Separate, because a database whose connections are all busy is ready. */
  const probePool = poolOf(1, { statementTimeout })
  const probe = createClient(probePool, address)
  const check = createCheck(async () => {
    const [row] = await probe.unsafe(statusQuery)
    const isComplete = row?.is_cluster ? await workersRespond((statement) => probe.unsafe(statement)) : true
    return { newest: Number(row?.newest), isReadOnly: row?.read_only === 'on', isComplete }
  }, newestMigration)
  /** Runs work without statement timeouts, on a connection of its own. */
  async function administer<T>(work: (client: ReturnType<typeof createClient>) => Promise<T>): Promise<T> {
    const pool = poolOf(1, {})
    try {
      return await work(createClient(pool, address))
    } finally {
      await pool.close()
    }
  }
  return {
    db,
    check,
    history: Object.assign(reader, {
      check: () => reader.read((statement) => probe.unsafe(statement)),
      renew: () => renewEpoch((statement) => probe.unsafe(statement)),
    }),
    migrate: () =>
      administer((client) => migrateWithRetries({ client, migrationsFolder, lockTimeout: connectTimeout })),
    distribute: () => administer((client) => distribute((statement) => client.unsafe(statement))),
    notify: async (text) => void (await probe.unsafe('select pg_notify($1, $2)', [notificationChannel, text])),
    connections: () => ({ max: poolMax, used: pool.used, waiting: pool.waiting }),
    async close() {
      await Promise.all([pool.close(), probePool.close()])
    },
  }
}

/** Returns a function that creates pools of connections to the servers of an address, and what applies to each pool. */
export function poolsOf(
  address: Address,
  {
    timeout = 5000,
    poolMax = 10,
    reconnects = true,
  }: Pick<DatabaseOptions, 'timeout' | 'poolMax'> & Pick<PoolOptions, 'reconnects'>,
) {
  const timeouts = timeoutsOf(timeout, address.timeouts)
  const serverTimeouts = address.prepare ? timeouts.server : undefined
  const open = createOpener(address)
  const poolOf = (max: number, given: Partial<ConnectionOptions>) =>
    createPool({
      max,
      connectTimeout: timeouts.connect,
      reconnects,
      open: (connectTimeout, onClosed) => open({ serverTimeouts, ...given, connectTimeout, onClosed }),
    })
  return { poolMax: address.poolMax ?? poolMax, timeouts, poolOf }
}

/**
 * PgBouncer refuses timeouts when a session starts, so behind a pooler each transaction sets them; a single statement has those
 * of its role.
 */
export function beginText(begin: string, { prepare }: Address, { server }: Timeouts): string {
  if (prepare) return begin
  return [begin, ...Object.entries(server).map(([name, value]) => `set local ${name} = ${value}`)].join('; ')
}

type OpenOptions = Omit<ConnectionOptions, 'address' | 'endpoint' | 'onReadOnly' | 'statementTimeout'> & {
  readonly statementTimeout?: number
}

/** Connects to the first endpoint that accepts connections and writes, and stays with it while it does. */
export function createOpener(address: Address) {
  const { endpoints } = address
  let current = 0
  return async (options: OpenOptions) => {
    const tried = current
    const endpoint = endpoints[tried % endpoints.length] as Address['endpoints'][number] // there is at least one
    try {
      return await openConnection({ statementTimeout: 0, ...options, address, endpoint, onReadOnly: useNext })
    } catch (error) {
      useNext()
      throw error
    }

    function useNext(): void {
      if (current === tried) current++
    }
  }
}
