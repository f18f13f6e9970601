import { createHash, createHmac } from 'node:crypto'

/** What the token of a link is for. A token for another purpose is invalid. */
export type EmailTokenPurpose = 'verify_email' | 'reset_password' | 'confirm_email' | 'undo_email_change' | 'sign_in'

export interface EmailTokens {
  /**
   * Returns the token of a mail, followed by its variants for the previous secrets. It is derived from the id of the mail and a key, so
   * that a mail can be sent again although its token is not stored.
   */
  of(mail: { readonly userId: string; readonly id: string }): readonly [string, ...string[]]
}

/** Creates the tokens of links in mails, of the form `user.secret`, with 256 bits. */
export function createEmailTokens(secrets: readonly string[]): EmailTokens {
  const keys = secrets.map((secret) => createHmac('sha256', secret).update('taskpact link token').digest())
  return {
    of({ userId, id }) {
      const user = Buffer.from(userId).toString('base64url')
      const tokenBy = (key: Buffer) =>
        `${user}.${createHmac('sha256', key).update(`${user}.${id}`).digest('base64url')}`
      return keys.map(tokenBy) as [string, ...string[]]
    },
  }
}

/** Digits of a code in a mail. */
const codeLength = 8

/** Returns a code that is derived from a token, and that does not reveal it. */
export function codeOfToken(token: string): string {
  const number = createHash('sha256').update(`code ${token}`).digest().readBigUInt64BE()
  return String(number % 10n ** BigInt(codeLength)).padStart(codeLength, '0')
}

/** Returns the user that a token names, whether it is valid or not. Empty if it names none. */
export function userOfToken(token: string): string {
  const [user = ''] = token.split('.')
  return Buffer.from(user, 'base64url').toString().replaceAll('\0', '')
}
