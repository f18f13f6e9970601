/**
 * A key that no other call has: 128 random bits in hexadecimal. `randomUUID` would do too, but browsers have it only on pages
 * that came over HTTPS.
 */
export function createIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
