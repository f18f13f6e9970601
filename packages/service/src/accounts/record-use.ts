import { isNull, lt, or, type SQL, sql } from 'drizzle-orm'
import type { AnyPgColumn } from 'drizzle-orm/pg-core'

/** Milliseconds between two records of the use of a token or an app. */
const useInterval = 60_000
/** Milliseconds after which the use is recorded. */
const useDelay = 50

/** The use of a cached token or app. */
export interface Used {
  /** When its use was last recorded, in milliseconds since 1970. */
  usedAt: number
}

/** Parameters of the statement that records a use, unless another process has done so since `usedBefore`. */
export interface Use {
  readonly now: string
  readonly usedBefore: string
}

/** The condition that a row was not used since the parameter `usedBefore`, by its column with the last use. */
export function isUnusedSince(lastUsedAt: AnyPgColumn): SQL | undefined {
  return or(isNull(lastUsedAt), lt(lastUsedAt, sql`${sql.placeholder('usedBefore')}::timestamptz`))
}

/** Returns when the use was last recorded, by the stored timestamp. */
export function usedAtOf(lastUsedAt: string | null | undefined): number {
  return lastUsedAt ? Date.parse(lastUsedAt) : 0
}

/** Records a use, at most once a minute. The request does not wait for it. If it fails, the next use is recorded. */
export function recordUse(entry: Used, now: Date, record: (use: Use) => Promise<unknown>): void {
  const usedBefore = now.getTime() - useInterval
  if (entry.usedAt > usedBefore) return
  const { usedAt } = entry
  entry.usedAt = now.getTime()
  const use = { now: now.toISOString(), usedBefore: new Date(usedBefore).toISOString() }
  // Delayed: statements of one turn of the event loop share a connection, so those of the request would wait for this one.
  setTimeout(() => {
    record(use).catch(() => {
      entry.usedAt = usedAt
    })
  }, useDelay).unref()
}
