import type { ServerResponse } from 'node:http'
import type { Connections } from './connection-tracker.js'

export interface Drain {
  /** Closes each connection after its next response, which has `Connection: close`. */
  start(): void
  /** Whether the request may be processed. Called once per request, in order. */
  accepts(res: ServerResponse): boolean
}

/** Creates a drain, which closes connections without losing a request. */
export function createDrain({ open }: Connections): Drain {
  let started = false
  return {
    start() {
      started = true
      for (const { pending } of open.values()) {
        const last = pending.at(-1)
        if (last && !last.headersSent) last.shouldKeepAlive = false
      }
    },
    accepts(res) {
      if (!started) return true
      const previous = open.get(res.req.socket)?.pending.at(-2)
      // A request after a response with `Connection: close` must not be processed (RFC 9112, section 9.6).
      if (previous?.headersSent && !previous.shouldKeepAlive) return false
      if (previous) previous.shouldKeepAlive = true
      res.shouldKeepAlive = false
      return true
    },
  }
}
