import type { Connection } from './connection.js'
import { createUnsafe, type Rows, type Runner, type Statement } from './statement.js'

/** The part of a transaction of postgres.js that Drizzle uses. */
export interface Transaction extends Runner {
  unsafe: ReturnType<typeof createUnsafe>
  savepoint<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>
  /** For Drizzle's migrator, which begins a transaction of its own. */
  begin<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>
}

/**
 * Runs `work` in the transaction that has begun on a connection, then commits, or rolls back if `work` rejects. A statement that
 * `work` started without awaiting it is sent together with the commit, which fails if the statement does.
 */
export async function transact<T>(connection: Connection, work: (transaction: Transaction) => Promise<T>): Promise<T> {
  let hasEnded = false
  let savepoints = 0
  let failure: unknown

  const run = async (statement: Statement): Promise<Rows> => {
    // The connection may be used by another caller already.
    if (hasEnded) throw new TypeError('The transaction has ended')
    try {
      return await connection.run(statement)
    } catch (error) {
      failure ??= error
      throw error
    }
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
  const transaction: Transaction = { run, unsafe: createUnsafe(run), savepoint, begin: savepoint }

  let result: T
  try {
    result = await work(transaction)
  } catch (error) {
    hasEnded = true
    await connection.run({ text: 'rollback' }).catch(() => connection.drop())
    throw error
  }
  hasEnded = true
  const { command } = await connection.run({ text: 'commit' })
  if (command !== 'COMMIT') {
    throw new Error('A statement failed: the transaction was rolled back', { cause: failure })
  }
  return result
}
