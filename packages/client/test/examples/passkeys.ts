import type { Client } from '@taskpact/client'
import {
  canAutofillPasskeys,
  canUsePasskeys,
  isPasskeyError,
  registerPasskey,
  signInWithPasskey,
  stepUpWithPasskey,
} from '@taskpact/client/passkeys'

/** Adds a passkey to the account. Returns false if the user closes the dialog. */
export async function addPasskey(client: Client, password: string): Promise<boolean> {
  if (!canUsePasskeys()) return false
  try {
    await registerPasskey(client, { name: 'This device', password })
    return true
  } catch (error) {
    if (isPasskeyError(error, 'cancelled', 'already_registered')) return false
    throw error // ApiErrors too, such as `wrong_password`
  }
}

/** For a button. */
export const signIn = (client: Client) => signInWithPasskey(client, { session: 'cookie' })

/** Offers passkeys in `<input autocomplete="username webauthn">` until the page is left. */
export async function offerPasskeys(client: Client, left: AbortSignal): Promise<void> {
  if (!(await canAutofillPasskeys())) return
  await signInWithPasskey(client, { session: 'cookie', autofill: true, signal: left })
}

/** Changes the password of a user who has forgotten it and has a passkey. */
export async function replacePassword(client: Client, newPassword: string): Promise<void> {
  await stepUpWithPasskey(client)
  await client.auth.changePassword({ newPassword })
}
