import { integer, pgTable, text } from 'drizzle-orm/pg-core'
import { userId } from './accounts.js'

/** Counts of the tasks outside the trash at `counted_revision`, for users with many tasks. */
export const taskSummaries = pgTable('task_summaries', {
  userId: userId().primaryKey(),
  /** Number of counted tasks. */
  taskCount: integer('task_count').notNull(),
  /** Entries, as in `tasks.counted_as`, and the number of tasks for each. */
  entries: text('entries').array().notNull(),
  counts: integer('counts').array().notNull(),
  /** Entries of tasks that have been purged since, to be subtracted. */
  purged: text('purged').array().notNull().default([]),
})
