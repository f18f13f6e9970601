import { newId } from '@taskpact/engine'
import type { Context } from '../context.js'
import { requireUser } from '../stores/owner.js'
import { createMail } from './outbox-queries.js'
import type { MailKind } from './templates.js'

/** A mail to be sent. */
export interface NewMail {
  readonly userId: string
  readonly kind: MailKind
  readonly recipient: string
  /** What the text mentions. */
  readonly detail?: string | undefined
  /** Default: a new one. */
  readonly id?: string
}

/** Stores a mail in the same transaction as the change. It is sent once that has committed. */
export type Enqueue = (mail: NewMail, ctx: Context) => Promise<void>

/** Creates the function that stores mails. `onStored` is called after each commit. */
export function createOutbox(onStored: () => void): Enqueue {
  return async ({ userId, kind, recipient, detail = null, id = newId() }, { db, now, afterCommit }) => {
    const createdAt = now().toISOString()
    await requireUser(createMail(db, { userId, id, kind, recipient, detail, createdAt }))
    afterCommit(onStored)
  }
}
