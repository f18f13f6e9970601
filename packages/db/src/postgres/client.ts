import type { Sql } from 'postgres'
import { isConnectionLost } from '../errors.js'
import type { Address } from './address.js'
import type { Connection } from './connection.js'
import type { Pool } from './pool.js'
import { type Rows, type Statement, sending } from './statement.js'
import { type Transaction, transact } from './transaction.js'

/** What drizzle calls of a postgres.js client: the statements go to whichever connection of the pool is free. */
export function createClient(pool: Pool, { conversions }: Address, beginning = 'begin'): Sql {
  async function single(statement: Statement): Promise<Rows> {
    const run = (connection: Connection) => connection.run(statement)
    try {
      return await (isQuick(statement) ? pool.share(run) : pool.use(run))
    } catch (error) {
      if (isConnectionLost(error) && isRead(statement)) return pool.use(run) // others may be lost as well, and not know it yet
      throw error
    }
  }

  async function begin<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    let hasBegun = false
    const begun = async (connection: Connection) => {
      await connection.run({ text: beginning })
      hasBegun = true
      return transact(connection, work)
    }
    try {
      return await pool.use(begun)
    } catch (error) {
      if (isConnectionLost(error) && !hasBegun) return pool.use(begun)
      throw error
    }
  }

  const client = { options: conversions, unsafe: sending(single), begin }
  return client as unknown as Sql // drizzle uses no more of it
}

/** What is not prepared are searches and the like, of which nobody knows how long they take: nobody waits behind one. */
function isQuick({ options }: Statement): boolean {
  return options?.prepare === true
}

function isRead({ text }: Statement): boolean {
  return /^\s*select\b/i.test(text)
}
