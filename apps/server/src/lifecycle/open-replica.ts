import { openReplica, type Replica, type ReplicaOptions } from '@taskpact/db'
import type { Logger } from 'pino'
import type { Env } from '../config/env.js'

type Options = Pick<ReplicaOptions, 'onQuery' | 'onStatement'> & { readonly logger: Logger }

/** Opens the replica of DATABASE_READ_URL, if it is set. Logs when it can and when it cannot be used. */
export async function openReplicaOf(
  { DATABASE_READ_URL, DATABASE_POOL_MAX, DATABASE_TIMEOUT, DATABASE_PREPARE }: Env,
  { logger, onQuery, onStatement }: Options,
): Promise<Replica | undefined> {
  if (DATABASE_READ_URL === undefined) return undefined
  return openReplica(DATABASE_READ_URL, {
    poolMax: DATABASE_POOL_MAX,
    timeout: DATABASE_TIMEOUT * 1000,
    prepare: DATABASE_PREPARE,
    onQuery,
    onStatement,
    onUsable: () => logger.info('The replica is used for reads'),
    onUnusable: (err) => logger.warn({ err }, 'The replica cannot be used: the primary serves all reads'),
  })
}
