import { openNotifications } from '@taskpact/db'
import type { Logger } from 'pino'
import type { Env } from '../config/env.js'
import { collect } from './collect.js'
import type { WakeUpOptions, WakeUps } from './wake-ups.js'

/** Milliseconds of writes in one message: each holds a lock while it commits, which other notifications wait for. */
const interval = 10
/** Maximum number of users in one message. */
const keysPerMessage = 600

/**
 * Sends wake-ups by notifications of PostgreSQL, after the writes have been committed: in their transaction they would make writers wait for
 * each other (PERFORMANCE.md, Wake-ups). Returns undefined if only a pooler for transactions is known.
 */
export async function openWakeUps(
  { DATABASE_DIRECT_URL, DATABASE_URL, DATABASE_TIMEOUT }: Env,
  logger: Logger,
  { notify, onWake }: WakeUpOptions,
): Promise<WakeUps | undefined> {
  const notifications = await openNotifications(DATABASE_DIRECT_URL ?? DATABASE_URL, {
    role: DATABASE_DIRECT_URL === undefined ? 'primary' : 'direct',
    timeout: DATABASE_TIMEOUT * 1000,
    notify,
    onMessage(text) {
      for (const key of text.split(' ')) onWake(key)
    },
    onSilent: () =>
      logger.warn(
        'Notifications of PostgreSQL do not arrive, as through a pooler: streams learn of writes of other processes within a second. Set DATABASE_DIRECT_URL',
      ),
  })
  return (
    notifications && {
      publish: collect(interval, keysPerMessage, (keys) => notifications.send(keys.join(' '))),
      close: notifications.close,
    }
  )
}
