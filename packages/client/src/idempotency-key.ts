/**
 * Returns a new idempotency key: 128 random bits as 32 hexadecimal digits. Browsers provide `crypto.randomUUID` only in secure
 * contexts (HTTPS), `crypto.getRandomValues` everywhere.
 */
export function createIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
