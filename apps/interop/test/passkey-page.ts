/// <reference lib="dom" />
import { createClient, createSession, isApiError } from '@taskpact/client'
import {
  canAutofillPasskeys,
  canUsePasskeys,
  isPasskeyError,
  registerPasskey,
  signInWithPasskey,
  stepUpWithPasskey,
} from '@taskpact/client/passkeys'

/** The script of a page that uses passkeys. The query of its URL is that of the server. */
const client = createClient({ baseUrl: location.search.slice(1), session: createSession() })

/** Returns what a function resolves to, or the name and the code of its error. */
async function outcome(use: () => Promise<unknown>): Promise<unknown> {
  try {
    return (await use()) ?? 'done'
  } catch (error) {
    if (isApiError(error) || isPasskeyError(error)) return `${error.name} ${error.code}`
    throw error
  }
}

const passkeyPage = {
  support: async () => [canUsePasskeys(), await canAutofillPasskeys()],
  signUp: (account: { email: string; password: string }) => client.auth.signup(account).then(() => {}),
  register: (password?: string) => outcome(() => registerPasskey(client, { name: 'Browser', password })),
  signIn: () => outcome(async () => (await signInWithPasskey(client)).user.email),
  signInByAutofill: () => outcome(async () => (await signInWithPasskey(client, { autofill: true })).user.email),
  stepUp: () => outcome(() => stepUpWithPasskey(client)),
  changePassword: (newPassword: string) => outcome(() => client.auth.changePassword({ newPassword }).then(() => {})),
  signOut: () => client.auth.signout(),
  list: async () => (await client.auth.passkeys.list()).items.map(({ name }) => name),
}
export type PasskeyPage = typeof passkeyPage
Object.assign(globalThis, { passkeyPage })
