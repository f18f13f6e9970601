import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** What names a request in its answer and in every log line. A caller's own id is taken over only where it is harmless in both. */
export function requestIdOf({ headers }: IncomingMessage): string {
  const given = headers['x-request-id']
  return typeof given === 'string' && /^[\w-]{1,128}$/.test(given) ? given : randomUUID()
}
