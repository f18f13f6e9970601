import type { Context } from './context.js'

/** A database handle that can open a transaction. */
export interface Transactional<Db> {
  transaction<T>(work: (db: Db) => Promise<T>, options?: TransactionOptions): Promise<T>
}

export interface TransactionOptions {
  readonly isolationLevel: 'repeatable read'
  readonly accessMode: 'read only'
}

/**
 * Runs work in one transaction. Effects that cannot be rolled back (log lines, cookies, caches) wait in `afterCommit` until the
 * outermost transaction has committed.
 */
export async function inTransaction<Db extends Transactional<Db>, C extends Context<Db>, T>(
  ctx: C & Context<Db>,
  work: (inside: C) => Promise<T>,
  options?: TransactionOptions,
): Promise<T> {
  const effects: (() => void)[] = []
  const result = await ctx.db.transaction((db) => {
    effects.length = 0
    return work(insideOf(ctx, db, (effect) => void effects.push(effect)))
  }, options)
  for (const effect of effects) ctx.afterCommit(effect)
  return result
}

/** A copy of a context with another database handle. The context may have getters on its prototype. */
export function insideOf<Db, C extends Context<Db>>(
  ctx: C,
  db: Db,
  afterCommit: Context<Db>['afterCommit'] = ctx.afterCommit,
): C {
  return Object.assign(Object.create(Object.getPrototypeOf(ctx)), ctx, { db, afterCommit })
}
