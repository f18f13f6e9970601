import type { Caller } from './context.js'

/**
 * Returns what the limits of a caller count by: the personal access token or the app, so that neither a script nor an app can use up the limits
 * of its owner, or else the user.
 */
export function limitOwner({ userId, tokenId, clientId }: Caller): string {
  if (clientId !== undefined) return `user ${userId} app ${clientId}`
  return tokenId === undefined ? `user ${userId}` : `token ${tokenId}`
}
