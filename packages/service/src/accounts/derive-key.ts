import { hkdfSync } from 'node:crypto'

/**
 * Returns a key of 32 bytes that HKDF (RFC 5869) derives from a secret. Keys for other purposes are independent of it. A change of the
 * derivation would make stored values and issued tokens invalid.
 */
export function deriveKey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `taskpact ${purpose}`, 32))
}
