import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Connections } from './connection-tracker.js'

/**
 * Limits the number of connections. A connection above the limit closes the one that has been idle longest, or itself if all others
 * wait for a response, so that idle clients cannot lock out active ones.
 */
export function limitConnections(server: Server, { open, idle }: Connections, maxConnections: number): void {
  // One iterator for as long as the limit is exceeded: a new one would skip all deleted entries at the front of the Set each time.
  // It is dropped afterwards, because an iterator at rest keeps deleted entries alive.
  let longestIdle: Iterator<Socket> | undefined

  server.on('connection', () => {
    if (open.size <= maxConnections) {
      longestIdle = undefined
      return
    }
    longestIdle ??= idle.values()
    let next = longestIdle.next()
    if (next.done) {
      longestIdle = idle.values()
      next = longestIdle.next()
    }
    next.value?.destroy()
  })
}
