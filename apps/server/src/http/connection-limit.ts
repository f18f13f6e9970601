import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Connections } from './connection-tracker.js'

/**
 * Keeps at most so many connections. One more closes the one that has been idle longest; where all others wait for an answer,
 * that is the new one. So whoever only holds connections never locks out those who use them.
 */
export function limitConnections(server: Server, { open, idle }: Connections, most: number): void {
  // One walk that goes on, as a Set allows while it changes: a new one would step over all that was deleted at its front. It
  // ends with the crowd, for a walk that rests keeps alive whatever has been in the Set since.
  let longestIdle: Iterator<Socket> | undefined

  server.on('connection', () => {
    if (open.size <= most) {
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
