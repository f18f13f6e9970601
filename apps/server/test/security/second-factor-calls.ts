import { totpSecrets } from '@taskpact/db'
import { type Calls, type Input, type TestServer, testPassword, totpCode, type User } from '@taskpact/testing'
import { eq } from 'drizzle-orm'

/** Milliseconds for which an app shows a code. */
export const step = 30_000

/** A clock that tests set. */
export interface Clock {
  now: number
}

/** A user with an authenticator app. */
export interface FactorUser extends User {
  readonly secret: string
  readonly recoveryCodes: readonly string[]
  /** Returns a code that was not used yet: the clock goes on to the next step. */
  nextCode(): string
}

/** Signs up a user and enables a second factor. */
export async function signUpWithFactor(server: TestServer, clock: Clock): Promise<FactorUser> {
  return enableFactor(await server.signUp(), clock)
}

/** Enables a second factor of a user whose session is confirmed or who has the password of the tests. */
export async function enableFactor(user: User, clock: Clock, password = testPassword): Promise<FactorUser> {
  const { secret } = await user.value<{ secret: string }>('auth.secondFactor.begin', { password })
  const { recoveryCodes } = await user.value<{ recoveryCodes: string[] }>('auth.secondFactor.enable', {
    code: totpCode(secret, clock.now),
  })
  const nextCode = () => {
    clock.now += step
    return totpCode(secret, clock.now)
  }
  return { ...user, secret, recoveryCodes, nextCode }
}

/** Passes the first step of a sign-in, and returns the ticket. Throws if there is none. */
export async function firstStep({ call }: Pick<Calls, 'call'>, email: string, more: Input = {}): Promise<string> {
  const outcome = await call('auth.signin', { email, password: testPassword, ...more })
  if (outcome.ok || outcome.ticket === undefined) throw new Error(`No ticket: ${JSON.stringify(outcome)}`)
  return outcome.ticket
}

/** A six-digit code that is wrong at a time, whatever the window. */
export function wrongCode(secret: string, at: number): string {
  const near = [-2, -1, 0, 1, 2].map((steps) => totpCode(secret, at + steps * step))
  return ['000000', '000001', '000002', '000003', '000004', '000005'].find((code) => !near.includes(code)) as string
}

/** Confirms a session ten minutes before the time of the clock, so that it must step up. */
export function expireConfirmation(clock: Clock): void {
  clock.now += 10 * 60_000 + 1
}

export async function totpRow(server: TestServer, userId: string) {
  const db = await server.database()
  const [row] = await db.select().from(totpSecrets).where(eq(totpSecrets.userId, userId))
  return row
}
