import type { Sql } from 'postgres'
import { isConnectionLost } from '../errors.js'
import type { Address } from './address.js'
import type { Connection } from './connection.js'
import type { Pool } from './pool.js'
import { createUnsafe, type Rows, type Statement } from './statement.js'
import { type Transaction, transact } from './transaction.js'

/** The part of a postgres.js client that Drizzle uses, on a pool. `beginText` begins a transaction. */
export function createClient(pool: Pool, { conversions }: Address, beginText = 'begin'): Sql {
  async function run(statement: Statement): Promise<Rows> {
    try {
      // Statements that are not prepared, such as searches, may take long: none is pipelined behind them.
      return await (statement.options?.prepare ? pool.pipeline(statement) : pool.use((one) => one.run(statement)))
    } catch (error) {
      if (isConnectionLost(error) && isRead(statement)) return pool.use((one) => one.run(statement))
      throw error
    }
  }

  async function begin<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    let hasBegun = false
    const beginOn = async (connection: Connection) => {
      // Awaited, although the first statement could be pipelined behind it: if it failed, that would commit on its own.
      await connection.run({ text: beginText })
      hasBegun = true
      return transact(connection, work)
    }
    try {
      return await pool.use(beginOn)
    } catch (error) {
      if (isConnectionLost(error) && !hasBegun) return pool.use(beginOn)
      throw error
    }
  }

  const client = { options: conversions, run, unsafe: createUnsafe(run), begin }
  return client as unknown as Sql // Drizzle uses no other members
}

function isRead({ text }: Statement): boolean {
  return /^\s*select\b/i.test(text)
}
