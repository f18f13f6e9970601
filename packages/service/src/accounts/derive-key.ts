import { hkdfSync } from 'node:crypto'

/**
 * Returns a key of 32 bytes that HKDF-SHA-256 (RFC 5869) derives from a secret. Keys for other purposes are independent of it. A change of the
 * derivation would make everything invalid that was encrypted or signed with such a key.
 */
export function deriveKey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `taskpact ${purpose}`, 32))
}
