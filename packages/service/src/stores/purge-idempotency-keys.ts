import { compiledQuery, type Database } from '@taskpact/db'
import { keyLifetime } from '@taskpact/engine'
import { sql } from 'drizzle-orm'

const usersPerStatement = 1000

/** Deletes expired idempotency keys, with one statement per thousand users. `signal` stops it between two statements. */
export async function purgeIdempotencyKeys(db: Database, now: Date, signal?: AbortSignal): Promise<void> {
  const expired = new Date(now.getTime() - keyLifetime).toISOString()
  let after: string | null = ''
  while (after !== null && !signal?.aborted) {
    const [slice]: { last: string | null }[] = await deleteExpiredKeys(db, { after, expired })
    after = slice?.last ?? null
  }
}

const deleteExpiredKeys = compiledQuery({
  name: 'purge_idempotency_keys',
  prepare: false,
  build: () => sql<{ last: string | null }>`
    with slice as (
      select user_id from user_revisions where user_id > ${sql.placeholder('after')}::text
      order by user_id limit ${usersPerStatement}
    ), deleted as (
      delete from idempotency_keys k using slice s
      where k.user_id = s.user_id and k.created_at < ${sql.placeholder('expired')}::timestamptz
    )
    select max(user_id) as last from slice`,
})
