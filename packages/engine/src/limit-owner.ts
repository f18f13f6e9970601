import type { Caller } from './context.js'

/**
 * Returns what the limits of a caller count by: the personal access token, so that a script cannot use up the limits of its owner, or else
 * the user.
 */
export function limitOwner({ userId, tokenId }: Caller): string {
  return tokenId === undefined ? `user ${userId}` : `token ${tokenId}`
}
