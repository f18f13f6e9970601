import { finished, type Readable } from 'node:stream'
import type { Response } from 'express'

/**
 * Aborts the response if its body fails: the status is already sent, and a body that looks complete would be wrong. Stops reading
 * the body if the client disconnects.
 */
export function destroyOnError(body: Readable, res: Response, onError: (error: unknown) => void): void {
  body.once('error', (error) => {
    onError(error)
    res.destroy()
  })
  finished(res, { readable: false }, () => body.destroy())
}
