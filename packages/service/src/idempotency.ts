import { createHash } from 'node:crypto'
import { limits, type Operation } from '@taskpact/contract'
import { compiledQuery, idempotencyKeys, userRevisions } from '@taskpact/db'
import { and, eq, lt, sql } from 'drizzle-orm'
import { ofLivingUser, userIsGone } from './auth/of-living-user.js'
import { canonical } from './canonical.js'
import type { UserContext } from './context.js'
import type { Answer } from './perform.js'
import { ServiceError } from './service-error.js'
import { inTransaction } from './transaction.js'

/** Milliseconds for which the answer to a call is kept under its key. */
export const keptFor = limits.keyHours * 60 * 60_000

interface KeyedCall {
  readonly operation: Operation
  readonly input: Readonly<Record<string, unknown>>
  readonly key: string
}

/**
 * Does work once for a key of the caller's, and gives the first answer again to whoever sends the same call with it. The key
 * is claimed before the work and kept with its answer in the same transaction: a second call waits for the first to end, and
 * where the first failed nothing is kept, for it had no effect. Throws `idempotency_key_reused` for another call.
 */
export function once(
  call: KeyedCall,
  ctx: UserContext,
  work: (inside: UserContext) => Promise<Answer>,
): Promise<Answer> {
  const fingerprint = fingerprintOf(call)
  return inTransaction(ctx, async (inside) => {
    const kept = await claim(call.key, fingerprint, inside)
    if (kept) return replay(kept, fingerprint)
    const answer = await work(inside)
    save(call.key, answer, inside)
    return answer
  })
}

type Kept = Pick<typeof idempotencyKeys.$inferSelect, 'fingerprint' | 'answer'>

const userId = sql.placeholder('userId')
const ofKey = and(eq(idempotencyKeys.userId, userId), eq(idempotencyKeys.key, sql.placeholder('key')))

/** Locks the user's row first, as every write does: in another order, two could deadlock. */
const claimKey = compiledQuery({
  name: 'idempotency_key_claim',
  build: (db) =>
    db
      .insert(idempotencyKeys)
      .select(
        sql`select ${userId}::text, ${sql.placeholder('key')}::text, ${sql.placeholder('fingerprint')}::text, null::text,
          ${sql.placeholder('now')}::timestamptz
          from (select from ${userRevisions} where ${eq(userRevisions.userId, userId)} for update) as owner`,
      )
      .onConflictDoUpdate({
        target: [idempotencyKeys.userId, idempotencyKeys.key],
        set: { fingerprint: sql`excluded.fingerprint`, answer: null, createdAt: sql`excluded.created_at` },
        setWhere: lt(idempotencyKeys.createdAt, sql`${sql.placeholder('expired')}::timestamptz`),
      })
      .returning({ key: idempotencyKeys.key }),
})

const getResponse = compiledQuery({
  name: 'idempotency_key_get',
  build: (db) =>
    db
      .select({ fingerprint: idempotencyKeys.fingerprint, answer: idempotencyKeys.answer })
      .from(idempotencyKeys)
      .where(ofKey),
})

const saveResponse = compiledQuery({
  name: 'idempotency_key_keep',
  build: (db) =>
    db
      .update(idempotencyKeys)
      .set({ answer: sql`${sql.placeholder('answer')}::text` })
      .where(ofKey),
})

/** Takes the key, unless it was taken within the time that it is kept for: then what is kept under it. */
async function claim(key: string, fingerprint: string, { db, now, caller }: UserContext): Promise<Kept | undefined> {
  const of = { userId: caller.userId, key }
  const expired = new Date(now().getTime() - keptFor).toISOString()
  const claimed = await ofLivingUser(claimKey(db, { ...of, fingerprint, now: now().toISOString(), expired }))
  if (claimed.length > 0) return undefined
  const [kept] = await getResponse(db, of)
  if (!kept) throw userIsGone()
  return kept
}

/** Does not wait, so that the statement is sent together with the commit, which fails if the statement does. */
function save(key: string, answer: Answer, { db, caller: { userId } }: UserContext): void {
  saveResponse(db, { userId, key, answer: JSON.stringify(answer) }).catch(() => {})
}

function replay(kept: Kept, fingerprint: string): Answer {
  if (kept.fingerprint !== fingerprint || kept.answer === null) {
    throw new ServiceError(
      'idempotency_key_reused',
      'The idempotency key was used for another request: make a new one.',
    )
  }
  return { ...JSON.parse(kept.answer), replayed: true }
}

/** Equal for equal calls, whatever the transport and the order of their fields. */
function fingerprintOf({ operation, input }: KeyedCall): string {
  return createHash('sha256')
    .update(`${operation.name} ${canonical(input)}`)
    .digest('base64url')
}
