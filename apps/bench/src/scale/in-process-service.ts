import { contract, operations } from '@taskpact/contract'
import { type Database, openDatabase } from '@taskpact/db'
import { createPerform } from '@taskpact/engine'
import { createAuth, createService, stores, translateError } from '@taskpact/service'

export interface Statement {
  readonly text: string
  readonly parameters: readonly unknown[]
}

export interface OpenService {
  /** Calls an operation as the one user, through everything but a transport. */
  call(name: string, input?: object): Promise<unknown>
  /** What was sent to the database since it was last asked. */
  takeStatements(): Statement[]
  /** The one connection that it has. */
  readonly db: Database
  close(): Promise<void>
}

/** The service itself over a database that is filled, for one user who needs no token. */
export async function openService(url: string, userId: string): Promise<OpenService> {
  let statements: Statement[] = []
  // What PostgreSQL learns about a statement is kept by its connection: with one, all calls share it.
  const database = await openDatabase(url, {
    poolMax: 1,
    onQuery: (text, parameters) => void statements.push({ text, parameters }),
  })
  const auth = await createAuth({ secrets: ['a secret of the bench, of at least 32 bytes'], onAudit: () => {} })
  const all = operations(contract)
  const perform = createPerform({
    operations: all,
    service: createService({ auth, environment: 'bench', version: '0', taskLimit: 1e9 }),
    db: database.db,
    stores,
    translateError,
    identify: async () => ({ userId }),
  })
  return {
    async call(name, input) {
      const operation = all.find((one) => one.name === name)
      if (!operation) throw new TypeError(`${name} is not an operation`)
      const { output } = await perform({
        operation,
        transport: 'in-process',
        token: 'any',
        requestId: 'bench',
        client: {},
        rawInput: () => ({ fields: { userId, ...input } }),
      })
      return output
    },
    takeStatements() {
      const taken = statements
      statements = []
      return taken
    },
    db: database.db,
    close: () => database.close(),
  }
}
