import type { SignedIn } from '@taskpact/contract'
import { type Calls, type Outcome, type TestServer, type Transport, transports } from '@taskpact/testing'

/** Calls `auth` operations on one transport. */
export interface AccountCalls {
  call: Calls['call']
  /** Throws if it fails. */
  signUp(email: string, password: string): Promise<SignedIn>
  signIn(email: string, password: string): Promise<Outcome>
}

export const wrongCredentials: Outcome = { ok: false, code: 'invalid_credentials', fields: [] }
export const rateLimited: Outcome = { ok: false, code: 'rate_limited', fields: [] }
export const emailTaken: Outcome = { ok: false, code: 'email_taken', fields: ['body/email'] }

/** Apps sign users out on 401, so a wrong password that confirms a request has a code of its own. */
export function wrongPassword(field: string): Outcome {
  return { ok: false, code: 'wrong_password', fields: [`body/${field}`] }
}

export function invalid(...fields: string[]): Outcome {
  return { ok: false, code: 'invalid_input', fields }
}

export function accountCallsByTransport(server: TestServer): Record<Transport, AccountCalls> {
  const entries = transports.map((transport) => {
    const { call, value } = server.by(transport)
    const calls: AccountCalls = {
      call: (name, input, token) => call(`auth.${name}`, input, token),
      signUp: (email, password) => value('auth.signup', { email, password }),
      signIn: (email, password) => call('auth.signin', { email, password }),
    }
    return [transport, calls] as const
  })
  return Object.fromEntries(entries) as Record<Transport, AccountCalls>
}

let created = 0

/** Returns an address that no other call in this process returns. */
export function newEmail(): string {
  created += 1
  return `person-${created}@example.com`
}
