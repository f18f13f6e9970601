import type { Database } from '@taskpact/db'
import pLimit from 'p-limit'
import { type Mail, PermanentMailError, type SendMail } from './mail.js'
import { deleteMail, findDueMails, leaseMail, postponeMail, type StoredMail } from './outbox-queries.js'

export interface SendDueOptions {
  readonly db: Database
  readonly now: () => Date
  readonly send: SendMail
  /** Returns the mail to send, or undefined if there is nothing to send any more. */
  readonly write: (stored: StoredMail, db: Database) => Promise<Mail | undefined>
  /** Called when a mail is given up, or when an attempt fails. */
  readonly onFailure: (failure: MailFailure) => void
  readonly signal?: AbortSignal | undefined
}

/** Contains no address and no token. */
export interface MailFailure {
  readonly mailId: string
  readonly kind: string
  readonly attempts: number
  readonly isFinal: boolean
  readonly cause: unknown
}

/** Milliseconds for which an instance keeps a mail: longer than any attempt to send it. */
const lease = 2 * 60_000
/** Milliseconds before the second attempt. Doubles with each one. */
const firstDelay = 10_000
const maxDelay = 60 * 60_000
/** After these, about a day, a mail is given up. */
const maxAttempts = 30
const mailsPerStatement = 100
/** Mails that one instance sends at once. */
const concurrency = 4

/**
 * Sends the mails that are due. Several instances can run it at once: each mail is leased before it is sent. A mail is deleted once the mail
 * server has accepted it, so an instance that ends in between sends it again, with the same id. Resolves to the number of sent mails.
 */
export async function sendDueMails(options: SendDueOptions): Promise<number> {
  const { db, now, signal } = options
  const limit = pLimit(concurrency)
  let sent = 0
  for (;;) {
    const due = await findDueMails(db, { now: now().toISOString(), limit: mailsPerStatement })
    const outcomes = await Promise.all(
      due.map((key) => limit(async () => !signal?.aborted && (await sendMail(key, options)))),
    )
    sent += outcomes.filter(Boolean).length
    if (due.length < mailsPerStatement || signal?.aborted) return sent
  }
}

async function sendMail(
  key: { readonly userId: string; readonly id: string },
  { db, now, send, write, onFailure }: SendDueOptions,
): Promise<boolean> {
  const leasedUntil = new Date(now().getTime() + lease).toISOString()
  const [stored] = await leaseMail(db, { ...key, now: now().toISOString(), leasedUntil })
  if (!stored) return false
  try {
    const mail = await write(stored, db)
    if (mail) await send(mail)
    await deleteMail(db, key)
    return mail !== undefined
  } catch (cause) {
    const { id: mailId, kind, attempts } = stored
    const isFinal = cause instanceof PermanentMailError || attempts >= maxAttempts
    onFailure({ mailId, kind, attempts, isFinal, cause })
    if (isFinal) await deleteMail(db, key)
    else {
      const delay = Math.min(firstDelay * 2 ** (attempts - 1), maxDelay) * (0.75 + Math.random() / 2)
      await postponeMail(db, { ...key, attempts, dueAt: new Date(now().getTime() + delay).toISOString() })
    }
    return false
  }
}
