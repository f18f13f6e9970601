import type { Mail } from '@taskpact/service'
import type { MailServer } from './smtp.js'

/** Mails of a development server, which sends none. */
export interface Mailbox extends MailServer {
  /** The last mails, the newest first. */
  list(): readonly Mail[]
}

const capacity = 100

export function createMailbox(): Mailbox {
  const mails: Mail[] = []
  return {
    async send(mail) {
      mails.unshift(mail)
      mails.splice(capacity)
    },
    list: () => mails,
    async close() {},
  }
}
