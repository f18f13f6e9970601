import { randomUUID } from 'node:crypto'
import type { CreatedPersonalToken, Scope } from '@taskpact/contract'
import { testPassword, type User } from '@taskpact/testing'
import { forge } from './token-forging.js'

/** Creates a personal access token of a user. */
export function createToken(user: User, scopes: readonly Scope[], more: object = {}): Promise<CreatedPersonalToken> {
  return user.value('auth.tokens.create', { name: 'A script', scopes, password: testPassword, ...more })
}

/** Returns a token of an external issuer, by default of a new user. */
export function externalToken(claims: object = {}): string {
  const iat = Math.floor(Date.now() / 1000)
  return forge({ alg: 'HS256' }, { sub: randomUUID(), iat, exp: iat + 900, ...claims })
}
