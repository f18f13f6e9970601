import type { ServerResponse } from 'node:http'
import type { Connections } from './connection-tracker.js'

export interface Drain {
  /** From then on each answer is the last one on its connection, and says so. */
  start(): void
  /** Whether the request may be served. To be asked once for each, in order. */
  admits(res: ServerResponse): boolean
}

/** Leads clients away without losing what they asked. */
export function createDrain({ open }: Connections): Drain {
  let started = false
  return {
    start() {
      started = true
      for (const { waiting } of open.values()) {
        const last = waiting.at(-1)
        if (last && !last.headersSent) last.shouldKeepAlive = false
      }
    },
    admits(res) {
      if (!started) return true
      const before = open.get(res.req.socket)?.waiting.at(-2)
      // What comes after an answer that closes must not be processed (RFC 9112, section 9.6).
      if (before?.headersSent && !before.shouldKeepAlive) return false
      if (before) before.shouldKeepAlive = true
      res.shouldKeepAlive = false
      return true
    },
  }
}
