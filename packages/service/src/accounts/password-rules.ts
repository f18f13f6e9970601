import { invalidInput } from '@taskpact/engine'

/** Throws `invalid_input` if a new password is too easy to guess. `field` is its name in the input. */
export type CheckNewPassword = (password: string, email: string | null, field: string) => void

/** Creates the check of new passwords. With `common`, it also refuses the 49,233 most common ones, without regard to case. */
export async function createPasswordRules(blocklist: 'common' | undefined): Promise<CheckNewPassword> {
  // The list is large, so it is loaded on demand.
  const blocked = blocklist && (await import('./common-passwords.js')).commonPasswords
  return (password, email, field) => {
    const tooCommon = (message: string) =>
      invalidInput([{ in: 'body', pointer: `/${field}`, code: 'too_common', message }])
    const lowerCase = password.toLowerCase()
    if (lowerCase === email) throw tooCommon('Do not use the e-mail address.')
    if (blocked?.has(lowerCase)) throw tooCommon('Choose a less common password.')
  }
}
