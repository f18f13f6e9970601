import { contract, operations } from '@taskpact/contract'
import type { Server } from '../../src/server.js'
import { createDocumentCheck } from './document-check.js'
import { type Input, type Outcome, succeeded, type WayName, wayNames, wayOf } from './ways.js'

export interface SignedIn {
  readonly token: string
  readonly user: { readonly id: string; readonly email: string }
}

/** Calls of the operations on accounts, by their names within `auth`, over one way in. */
export interface AccountWay {
  call(name: string, input: Input, token?: string): Promise<Outcome>
  /** Must not fail. */
  signUp(email: string, password: string): Promise<SignedIn>
  signIn(email: string, password: string): Promise<Outcome>
}

export const wrong: Outcome = { ok: false, code: 'invalid_credentials', fields: [] }
export const limited: Outcome = { ok: false, code: 'rate_limited', fields: [] }
export const taken: Outcome = { ok: false, code: 'email_taken', fields: [] }

export function invalid(...fields: string[]): Outcome {
  return { ok: false, code: 'invalid_input', fields }
}

export async function accountWays(server: Server): Promise<Record<WayName, AccountWay>> {
  const all = operations(contract)
  const served = { ...server, operations: all, check: await createDocumentCheck(server.url) }
  const ways = wayNames.map((wayName) => {
    const way = wayOf(wayName, served)
    const call: AccountWay['call'] = async (name, input, token) => {
      const operation = all.find((one) => one.name === `auth.${name}`)
      if (!operation) throw new TypeError(`auth.${name} is not an operation`)
      return way.call(operation, input, token)
    }
    const accountWay: AccountWay = {
      call,
      signUp: async (email, password) => succeeded(await call('signup', { email, password })) as SignedIn,
      signIn: (email, password) => call('signin', { email, password }),
    }
    return [wayName, accountWay] as const
  })
  return Object.fromEntries(ways) as Record<WayName, AccountWay>
}

let made = 0

/** An address that no other call of this file has. */
export function newEmail(): string {
  made += 1
  return `person-${made}@example.com`
}
