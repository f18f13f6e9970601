import { drizzle } from 'drizzle-orm/postgres-js'
import type { Sql } from 'postgres'
import { ConnectionError, isConnectionLost, isServerFailure } from '../errors.js'
import { newestMigration, statusQuery } from '../migrations.js'
import type { Replica, ReplicaOptions } from '../replica.js'
import { type Address, readAddress } from './address.js'
import { watchAvailability } from './availability.js'
import { createClient } from './client.js'
import type { Connection } from './connection.js'
import { beginText, poolsOf } from './open-postgres.js'
import { createUnsafe, type Statement } from './statement.js'
import { type Transaction, transact } from './transaction.js'
import { createWatchdog } from './watchdog.js'

export function openReplica(url: string, options: ReplicaOptions): Replica {
  const { timeout = 5000, prepare, onQuery, onStatement, onUsable, onUnusable } = options
  const address = startAnywhere(readAddress(url, prepare, 'replica'))
  // The primary needs the other half if the replica does not respond.
  const { poolMax, timeouts, poolOf } = poolsOf(address, { ...options, timeout: timeout / 2, reconnects: false })
  const pool = poolOf(poolMax, { statementTimeout: timeouts.statement, onStatement })
  const probePool = poolOf(1, { statementTimeout: timeouts.statement })
  const probe = createClient(probePool, address)
  let newest: number | undefined
  const availability = watchAvailability({
    check: async () => {
      const [row] = await probe.unsafe(statusQuery)
      newest ??= newestMigration()
      if (!(Number(row?.newest) >= newest)) throw new Error('The schema of the replica is outdated')
    },
    onUsable,
    onUnusable,
  })
  const begin = beginText('begin isolation level repeatable read read only', address, timeouts)
  const logger = onQuery ? { logQuery: onQuery } : false
  // Drizzle uses no other members.
  const toDatabase = (client: object) =>
    drizzle({ client: { ...client, options: address.conversions } as unknown as Sql, logger })

  /** Sends `begin` together with the first statement: if it fails, so does the read. Its response is due soon. */
  async function beginOn(connection: Connection): Promise<void> {
    const watchdog = createWatchdog(timeout / 10, () => {
      availability.fail(
        new ConnectionError('STATEMENT_TIMEOUT', `No response from the replica within ${timeout / 10} ms`),
      )
      connection.drop()
    })
    watchdog.sent()
    try {
      await connection.run({ text: begin })
    } finally {
      watchdog.stop()
    }
  }

  return {
    get isUsable() {
      return availability.isUsable
    },
    readIf(accepts) {
      /** Resolves before the transaction has ended, of which a read needs no confirmation. */
      function inSnapshot<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
        return new Promise((resolve, reject) => {
          const read = async (connection: Connection) => {
            const begun = beginOn(connection)
            await transact(connection, async (transaction) => {
              const [isAccepted] = await Promise.all([accepts(toDatabase(transaction)), begun])
              if (!isAccepted) throw new Error('The snapshot was not accepted')
              resolve(await work(transaction))
            })
          }
          pool.use(read).catch((error) => {
            // A single connection ends for a read that delays replay for too long.
            if (isConnectionLost(error)) availability.suspect()
            else if (isServerFailure(error)) availability.fail(error)
            reject(error)
          })
        })
      }
      const run = (statement: Statement) => inSnapshot((transaction) => transaction.run(statement))
      return toDatabase({ run, unsafe: createUnsafe(run), begin: inSnapshot })
    },
    connections: () => ({ max: poolMax, used: pool.used, waiting: pool.waiting }),
    async close() {
      availability.stop()
      await Promise.all([pool.close(), probePool.close()])
    },
  }
}

/** Lets processes begin with different servers of a URL. */
function startAnywhere(address: Address): Address {
  const { endpoints } = address
  const first = Math.floor(Math.random() * endpoints.length)
  return { ...address, endpoints: [...endpoints.slice(first), ...endpoints.slice(0, first)] }
}
