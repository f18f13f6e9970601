import type { AppRouter } from '@taskpact/contract'
import type { Database } from '@taskpact/db'
import type { Api } from '../../../apps/server/src/server.js'
import type { Calls } from './user.js'

/** An API whose liveness check stores its database handle. */
export interface ApiWithDatabase<C extends AppRouter> {
  readonly api: Api<C>
  database(calls: Calls): Promise<Database>
}

export function exposeDatabase<C extends AppRouter>({ contract, createService }: Api<C>): ApiWithDatabase<C> {
  let db: Database | undefined
  return {
    api: {
      contract,
      createService(service) {
        return createService({
          ...service,
          system: {
            ...service.system,
            live: (input, ctx) => {
              db = ctx.db
              return service.system.live(input, ctx)
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
