import type { UserRow } from '../current-user.js'
import { sha256 } from '../sha256.js'

/**
 * Returns a text that changes with the password of a user. It does not reveal the password hash, which contains 128 random bits.
 */
export function accessState({ id, passwordHash }: Pick<UserRow, 'id' | 'passwordHash'>): string {
  return sha256(JSON.stringify(['access', id, passwordHash]))
}
