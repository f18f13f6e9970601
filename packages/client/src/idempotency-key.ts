/**
 * Returns a new idempotency key: 128 random bits as 32 hexadecimal digits. Browsers provide `crypto.randomUUID` only in secure
 * contexts (HTTPS), and React Native provides no `crypto`. The key has to be unique but not secret.
 */
export function createIdempotencyKey(): string {
  const bytes = new Uint8Array(16)
  if (globalThis.crypto) crypto.getRandomValues(bytes)
  else for (const index of bytes.keys()) bytes[index] = Math.random() * 256
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
