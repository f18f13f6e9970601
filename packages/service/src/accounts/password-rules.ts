import { invalidInput } from '@taskpact/engine'

/** Throws `invalid_input` for a new password that is too easy to guess. `field` is its name in the input. */
export type CheckPassword = (password: string, email: string | null, field: string) => void

/** With `common`, also refuses the 49 233 most common passwords, in any case. */
export async function createPasswordRules(blocklist: 'common' | undefined): Promise<CheckPassword> {
  // The list is large, so it is loaded only if it is used.
  const blocked = blocklist && (await import('./common-passwords.js')).commonPasswords
  return (password, email, field) => {
    const refuse = (message: string) => invalidInput([{ in: 'body', pointer: `/${field}`, message }])
    const plain = password.toLowerCase()
    if (plain === email) throw refuse('Must not be the e-mail address')
    if (blocked?.has(plain)) throw refuse('Is one of the most common passwords')
  }
}
