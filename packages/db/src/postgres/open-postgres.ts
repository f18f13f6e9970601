import { drizzle } from 'drizzle-orm/postgres-js'
import { migrationsFolder, newestMigration, sightOf } from '../migrations.js'
import type { DatabaseOptions, OpenDatabase } from '../open-database.js'
import { createCheck } from '../readiness.js'
import { type Address, readAddress } from './address.js'
import { createClient } from './client.js'
import { type ConnectionOptions, openConnection } from './connection.js'
import { migratePatiently } from './migrate.js'
import { createPool } from './pool.js'
import { timeoutsOf } from './timeouts.js'

export function openPostgres(url: string, options: DatabaseOptions): OpenDatabase {
  const { poolMax = 10, timeout = 5000, prepare, onQuery, onStatement } = options
  const address = readAddress(url, prepare)
  const { patience, answer, server } = timeoutsOf(timeout)
  const startup = address.prepare ? server : undefined
  const open = opener(address)
  const poolOf = (max: number, given: Partial<ConnectionOptions>) =>
    createPool({
      max,
      patience,
      open: (patience, onOver) => open({ serverTimeouts: startup, ...given, patience, onOver }),
    })

  const pool = poolOf(poolMax, { answer, onStatement })
  const client = createClient(pool, address, address.prepare ? 'begin' : `begin; ${local(server)}`)
  const db = drizzle({ client, logger: onQuery ? { logQuery: onQuery } : false })

  /** Apart from the pool: that all connections are busy does not make the database less ready. */
  const probes = poolOf(1, { answer })
  const probe = createClient(probes, address)
  const check = createCheck(async () => {
    const [row] = await probe.unsafe(sightOf)
    return { newest: Number(row?.newest), isReadOnly: row?.read_only === 'on' }
  }, newestMigration)
  return {
    db,
    check,
    async migrate() {
      const migrating = poolOf(1, {})
      try {
        const client = createClient(migrating, address)
        await migratePatiently({ client, migrationsFolder, lockTimeout: patience })
      } finally {
        await migrating.close()
      }
    },
    connections: () => ({ max: poolMax, used: pool.used, waiting: pool.waiting }),
    async close() {
      await Promise.all([pool.close(), probes.close()])
    },
  }
}

/** Opens connections to the first endpoint that takes them, and stays with it while it does. */
function opener(address: Address) {
  const { endpoints } = address
  let current = 0
  return async (
    options: Omit<ConnectionOptions, 'address' | 'endpoint' | 'onReadOnly' | 'answer'> & { answer?: number },
  ) => {
    const tried = current
    const endpoint = endpoints[tried % endpoints.length] as Address['endpoints'][number] // there is at least one
    try {
      return await openConnection({ answer: 0, ...options, address, endpoint, onReadOnly: goOn })
    } catch (error) {
      goOn()
      throw error
    }

    function goOn(): void {
      if (current === tried) current++
    }
  }
}

/** PgBouncer refuses a session that begins with them, so each transaction does; a single statement has what its role has. */
function local(timeouts: object): string {
  return Object.entries(timeouts)
    .map(([name, value]) => `set local ${name} = ${value}`)
    .join('; ')
}
