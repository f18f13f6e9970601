import { contract, operations } from '@taskpact/contract'
import { type Database, openDatabase } from '@taskpact/db'
import { createPerform } from '@taskpact/engine'
import { createAuth, createService, stores, translateError } from '@taskpact/service'

export interface Statement {
  readonly text: string
  readonly parameters: readonly unknown[]
}

export interface OpenService {
  /** Calls an operation as the user, without a transport. */
  call(name: string, input?: object): Promise<unknown>
  /** Returns the statements since the previous call of this function. */
  takeStatements(): Statement[]
  /** Database handle with one connection. */
  readonly db: Database
  close(): Promise<void>
}

/** Opens the service on a database, for one user without a token. */
export async function openService(url: string, userId: string): Promise<OpenService> {
  let statements: Statement[] = []
  // Each connection has its own prepared statements and plans: with one, all calls share them.
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
        request: { requestId: 'bench', client: {} },
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
