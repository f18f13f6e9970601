import { drizzle } from 'drizzle-orm/postgres-js'
import { createHistoryReader, renewEpoch } from '../history.js'
import { migrationsFolder, newestMigration, statusQuery } from '../migrations.js'
import type { DatabaseOptions, OpenDatabase } from '../open-database.js'
import { createCheck } from '../readiness.js'
import { type Address, readAddress } from './address.js'
import { createClient } from './client.js'
import { type ConnectionOptions, openConnection } from './connection.js'
import { migrateWithRetries } from './migrate.js'
import { createPool } from './pool.js'
import { timeoutsOf } from './timeouts.js'

export function openPostgres(url: string, options: DatabaseOptions): OpenDatabase {
  const { timeout = 5000, prepare, onQuery, onStatement } = options
  const address = readAddress(url, prepare)
  const poolMax = address.poolMax ?? options.poolMax ?? 10
  const { connect: connectTimeout, statement: statementTimeout, server } = timeoutsOf(timeout, address.timeouts)
  const serverTimeouts = address.prepare ? server : undefined
  const open = createOpener(address)
  const poolOf = (max: number, given: Partial<ConnectionOptions>) =>
    createPool({
      max,
      connectTimeout,
      open: (connectTimeout, onClosed) => open({ serverTimeouts, ...given, connectTimeout, onClosed }),
    })

  /** A connection may lead to another server than the last one did, so each reads the epoch before it is used. */
  const reader = createHistoryReader(options, true)
  const pool = poolOf(poolMax, { statementTimeout, onStatement, onOpened: reader.read })
  const client = createClient(pool, address, address.prepare ? 'begin' : `begin; ${setLocal(server)}`)
  const db = drizzle({ client, logger: onQuery ? { logQuery: onQuery } : false })

  /** Separate, because a database whose connections are all busy is ready. */
  const probePool = poolOf(1, { statementTimeout })
  const probe = createClient(probePool, address)
  const check = createCheck(async () => {
    const [row] = await probe.unsafe(statusQuery)
    return { newest: Number(row?.newest), isReadOnly: row?.read_only === 'on' }
  }, newestMigration)
  return {
    db,
    check,
    history: Object.assign(reader, {
      check: () => reader.read((statement) => probe.unsafe(statement)),
      renew: () => renewEpoch((statement) => probe.unsafe(statement)),
    }),
    async migrate() {
      const pool = poolOf(1, {})
      try {
        const client = createClient(pool, address)
        await migrateWithRetries({ client, migrationsFolder, lockTimeout: connectTimeout })
      } finally {
        await pool.close()
      }
    },
    connections: () => ({ max: poolMax, used: pool.used, waiting: pool.waiting }),
    async close() {
      await Promise.all([pool.close(), probePool.close()])
    },
  }
}

type OpenOptions = Omit<ConnectionOptions, 'address' | 'endpoint' | 'onReadOnly' | 'statementTimeout'> & {
  readonly statementTimeout?: number
}

/** Connects to the first endpoint that accepts connections and writes, and stays with it while it does. */
function createOpener(address: Address) {
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

/**
 * PgBouncer refuses timeouts when a session starts, so behind a pooler each transaction sets them; a single statement has those
 * of its role.
 */
function setLocal(timeouts: object): string {
  return Object.entries(timeouts)
    .map(([name, value]) => `set local ${name} = ${value}`)
    .join('; ')
}
