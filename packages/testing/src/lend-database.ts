import type { AppRouter } from '@taskpact/contract'
import type { Database } from '@taskpact/db'
import type { Api } from '../../../apps/server/src/server.js'
import type { Calls } from './user.js'

/** An API whose liveness check remembers the database handle that it runs on. */
export interface LendingApi<C extends AppRouter> {
  readonly api: Api<C>
  database(calls: Calls): Promise<Database>
}

export function lendDatabase<C extends AppRouter>({ contract, createService }: Api<C>): LendingApi<C> {
  let db: Database | undefined
  return {
    api: {
      contract,
      createService(ours) {
        return createService({
          ...ours,
          system: {
            ...ours.system,
            live: (input, ctx) => {
              db = ctx.db
              return ours.system.live(input, ctx)
            },
          },
        })
      },
    },
    async database(calls) {
      await calls.value('system.live')
      if (!db) throw new TypeError('The handler of system.live has a context with the database')
      return db
    },
  }
}
