import { bigint, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { userId } from './accounts.js'
import { timestamp } from './column-types.js'

/** The revision of a user's latest write. A write takes the next one while it locks this row, so revisions commit in order. */
export const userRevisions = pgTable('user_revisions', {
  userId: userId().primaryKey(),
  revision: bigint('revision', { mode: 'number' }).notNull().default(0),
  /** Number of tasks outside the trash. */
  taskCount: integer('task_count').notNull().default(0),
  /** Greatest revision of a purged row. A reader with an older revision may have missed a deletion. */
  purgedRevision: bigint('purged_revision', { mode: 'number' }).notNull().default(0),
})

/** Results of requests with an idempotency key, replayed when a request is repeated. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    userId: userId(),
    key: text('key').notNull(),
    fingerprint: text('fingerprint').notNull(),
    result: text('answer'),
    createdAt: timestamp('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.key] }), index('idempotency_keys_created').on(t.userId, t.createdAt)],
)
