import type { Connection } from './connection.js'
import { type Rows, type Statement, sending } from './statement.js'

/** What drizzle calls of a transaction of postgres.js. */
export interface Transaction {
  unsafe: ReturnType<typeof sending>
  savepoint<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>
  /** For drizzle's migrator, which begins its own. */
  begin<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>
}

/** Does work in the transaction that has begun on a connection, and ends it one way or the other. */
export async function transact<T>(connection: Connection, work: (transaction: Transaction) => Promise<T>): Promise<T> {
  let isOver = false
  let savepoints = 0

  const run = async (statement: Statement): Promise<Rows> => {
    // The connection may be somebody else's by now.
    if (isOver) throw new TypeError('A statement of a transaction that is over')
    return connection.run(statement)
  }
  const savepoint: Transaction['savepoint'] = async (work) => {
    const name = `s${savepoints++}`
    await run({ text: `savepoint ${name}` })
    try {
      return await work(transaction)
    } catch (error) {
      await run({ text: `rollback to ${name}` })
      throw error
    }
  }
  const transaction: Transaction = { unsafe: sending(run), savepoint, begin: savepoint }

  let result: T
  try {
    result = await work(transaction)
  } catch (error) {
    isOver = true
    await connection.run({ text: 'rollback' }).catch(() => connection.drop())
    throw error
  }
  isOver = true
  const { command } = await connection.run({ text: 'commit' })
  if (command !== 'COMMIT') throw new Error('A statement had failed: the transaction was rolled back')
  return result
}
