import { createHash, randomBytes } from 'node:crypto'

/**
 * A new refresh token and what is stored of it. It names its user and session, so that finding it needs no index across
 * users; the 256 random bits are what proves it.
 */
export function createRefreshToken(userId: string, sessionId: string): { token: string; hash: string } {
  const name = Buffer.from(JSON.stringify([userId, sessionId])).toString('base64url')
  const token = `${name}.${randomBytes(32).toString('base64url')}`
  return {
    token,
    hash: createHash('sha256').update(token).digest('base64url'),
  }
}
