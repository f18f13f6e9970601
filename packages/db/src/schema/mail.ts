import { integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { userId } from './accounts.js'
import { timestamp } from './column-types.js'

/** Mails that were not sent yet. A row is written in the same transaction as the change, and deleted once the mail server has accepted it. */
export const mails = pgTable(
  'mails',
  {
    userId: userId(),
    id: uuid('id').notNull(),
    kind: text('kind').notNull(),
    recipient: text('recipient').notNull(),
    /** What the text mentions, depending on its kind. No secret. */
    detail: text('detail'),
    createdAt: timestamp('created_at').notNull(),
    /** When it may be sent: in the future while it is being sent, and after a failure. */
    dueAt: timestamp('due_at').notNull(),
    attempts: integer('attempts').notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.userId, t.id] })],
)

/** Tokens in the links of mails, which are used once. The token itself is not stored. */
export const emailTokens = pgTable(
  'email_tokens',
  {
    userId: userId(),
    purpose: text('purpose').notNull(),
    /** A newer token with the same subject replaces the older one. */
    subject: text('subject').notNull(),
    hash: text('hash').notNull(),
    email: text('email').notNull(),
    createdAt: timestamp('created_at').notNull(),
    expiresAt: timestamp('expires_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.purpose, t.subject] })],
)
