/** A mail to one recipient, as a mail server takes it. */
export interface Mail {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
  /** Stable: a mail that is sent twice has the same one. */
  readonly id: string
}

/** Sends a mail. Resolves once the mail server has accepted it. Rejects with a `PermanentMailError` if it never will. */
export type SendMail = (mail: Mail) => Promise<void>

/** The mail server has refused the mail for good, such as for a recipient that does not exist (RFC 5321, section 4.2.1). */
export class PermanentMailError extends Error {
  override readonly name = 'PermanentMailError'
}
