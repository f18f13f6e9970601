import type { Server } from 'node:http'

/**
 * Sends `100 Continue` (RFC 9110, section 10.1.1) when a handler starts to read the body, so that a client does not send the body
 * of a request that is refused. The client may send it anyway, so the connection closes after such a response.
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
  // Other expectations may be ignored.
  server.on('checkExpectation', (req, res) => server.emit('request', req, res))
}
