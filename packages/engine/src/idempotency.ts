import { limits, type Operation } from '@taskpact/contract/core'
import type { Result, Step } from './call.js'
import { callFingerprint } from './call-fingerprint.js'
import { ServiceError } from './service-error.js'
import type { IdempotencyStore, StoredResult } from './stores.js'
import { inTransaction, type Transactional } from './transaction.js'

/** Milliseconds for which the result of a call is stored under its key. */
export const keyLifetime = limits.keyHours * 60 * 60_000

/**
 * Runs a call with an idempotency key once, and returns the stored result to every repetition
 * (draft-ietf-httpapi-idempotency-key-header). The key is claimed, and the result stored, in the transaction of the call: a concurrent
 * repetition waits, and a failed call leaves nothing behind. Throws `idempotency_key_reused` for another call with the key.
 */
export function executeIdempotent<Db extends Transactional<Db>>(store: IdempotencyStore<Db>): Step<Db> {
  return (next) => (call) => {
    const { idempotencyKey: key, context } = call
    if (key === undefined || context.caller === undefined) return next(call)
    const owner = { userId: context.caller.userId, key }
    const fingerprint = callFingerprint(call)
    const run = (fingerprint: string) =>
      inTransaction(context, async (inside) => {
        const now = inside.now()
        const expired = new Date(now.getTime() - keyLifetime)
        if (!(await store.claim(inside.db, { ...owner, fingerprint, now, expired }))) {
          const stored = await store.get(inside.db, owner)
          if (!stored) throw new ServiceError('invalid_token', 'Invalid token: its user does not exist.')
          return replay(stored, fingerprint, call.operation)
        }
        call.context = inside
        const result = await next(call)
        await store.save(inside.db, owner, toJson(result))
        return result
      })
    return typeof fingerprint === 'string' ? run(fingerprint) : fingerprint.then(run)
  }
}

/** The names of the stored fields are part of the database: the previous release reads them. */
function toJson({ output, etag, revision }: Result): string {
  return JSON.stringify({ output, version: etag, revision })
}

function replay(stored: StoredResult, fingerprint: string, { metadata }: Operation): Result {
  if (stored.fingerprint !== fingerprint || stored.result === null) {
    throw new ServiceError(
      'idempotency_key_reused',
      'The idempotency key was used for another request: generate a new one.',
    )
  }
  const { output, version, ...rest } = JSON.parse(stored.result)
  // The release before stored it in the output only.
  const revision = rest.revision ?? (metadata.writes && output?.revision)
  return { output, etag: version, revision, replayed: true }
}
