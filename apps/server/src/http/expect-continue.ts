import type { Server } from 'node:http'

/**
 * Tells a client that waits with its body to go on (RFC 9110, section 10.1.1) once the body is asked for, so that one which is
 * refused unread is never sent. That it is not sent cannot be relied on, so such a connection closes.
 */
export function handleExpectContinue(server: Server): void {
  server.on('checkContinue', (req, res) => {
    server.emit('request', req, res)
    if (res.headersSent) return
    const { shouldKeepAlive } = res
    res.shouldKeepAlive = false
    req.once('resume', () => {
      if (res.headersSent) return
      res.shouldKeepAlive = shouldKeepAlive
      res.writeContinue()
    })
  })
  // Nothing else can be expected of us, and what is may be ignored.
  server.on('checkExpectation', (req, res) => server.emit('request', req, res))
}
