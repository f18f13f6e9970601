import type { Context } from './context.js'

/**
 * Runs work in one transaction of the database. What is not undone with it (a log line, what the transport keeps, what
 * this process remembers) waits in `afterCommit` until the outermost transaction holds.
 */
export async function inTransaction<C extends Context, T>(ctx: C, work: (inside: C) => Promise<T>): Promise<T> {
  const effects: (() => void)[] = []
  const result = await ctx.db.transaction((db) => {
    effects.length = 0
    return work({ ...ctx, db, afterCommit: (effect) => void effects.push(effect) })
  })
  for (const effect of effects) ctx.afterCommit(effect)
  return result
}
