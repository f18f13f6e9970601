import type { UserRow } from '../current-user.js'
import { sha256 } from '../sha256.js'

/**
 * Returns a text that changes when the access of a user ends, because that replaces the password. A password hash contains 128 random bits, so
 * nobody learns anything of it.
 */
export function accessState({ id, passwordHash }: Pick<UserRow, 'id' | 'passwordHash'>): string {
  return sha256(JSON.stringify(['access', id, passwordHash]))
}
