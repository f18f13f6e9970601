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
  /** `task_summaries` counts the tasks as they were at this revision. 0 if it counts none; its rows are then ignored. */
  countedRevision: bigint('counted_revision', { mode: 'number' }).notNull().default(0),
  /** The revision up to which counted states in `tasks` are ignored. */
  countedSince: bigint('counted_since', { mode: 'number' }).notNull().default(0),
})

/**
 * One row that identifies the writes of this database. On a table of one row an index would be useless, and one that is not
 * distributed by user must be whole on every node.
 */
export const history = pgTable('history', {
  /** Part of entity tags and cursors. Replaced after a restore or a failover. */
  epoch: text('epoch').notNull(),
  /** All revisions that were taken in this epoch are greater, and all of earlier epochs are smaller. */
  revisionFloor: bigint('revision_floor', { mode: 'number' }).notNull().default(0),
  /** The timeline of the server, which a failover increases. Null until a server has stored it. */
  timeline: integer('timeline'),
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
