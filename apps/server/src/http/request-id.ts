import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** Returns the `X-Request-Id` of the client if it is safe in a header and a log line, else a new id: by default a UUID. */
export function requestIdOf({ headers }: IncomingMessage, newId: () => string = randomUUID): string {
  const given = headers['x-request-id']
  return typeof given === 'string' && /^[\w-]{1,128}$/.test(given) ? given : newId()
}
