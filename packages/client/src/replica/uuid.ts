import { createIdempotencyKey } from '../idempotency-key.js'

/** Returns a UUID of version 7 (RFC 9562), which begins with the time, so that ids of new tasks are in order. */
export function createUuid(): string {
  const time = Date.now().toString(16).padStart(12, '0')
  const random = createIdempotencyKey()
  const variant = '89ab'[Number.parseInt(random.slice(-1), 16) % 4]
  return [
    time.slice(0, 8),
    time.slice(8),
    `7${random.slice(0, 3)}`,
    variant + random.slice(3, 6),
    random.slice(6, 18),
  ].join('-')
}
