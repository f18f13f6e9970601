import { ServiceError } from '@taskpact/service'
import express, { type Request, type Response } from 'express'
import readRaw from 'raw-body'
import { toServiceError } from './express-errors.js'

type Finish = (error?: unknown, bytes?: unknown) => void

/**
 * Reads the bytes of a body, of which there may be so many. Those that come as they are need none of what Express' parser does
 * first, which takes longer than the reading.
 */
export function bytesReader(limit: number): (req: Request, res: Response) => Promise<Buffer> {
  const inflate = express.raw({ limit, type: () => true })

  return async (req, res) => {
    // The client has left, or the server has refused it, while the caller was asked who he is.
    if (req.destroyed || res.headersSent) throw brokenOff()
    const length = req.headers['content-length']
    // Else it would be read first, and refused then.
    if (Number(length) > limit) throw new ServiceError('payload_too_large', 'The body is too large.')
    return new Promise((resolve, reject) => {
      let isOver = false
      const finish: Finish = (error, bytes) => {
        isOver = true
        if (error) {
          // What is still coming must be taken, or nothing that follows it on the connection is read; but not asked for (RFC 9110, section 10.1.1).
          res.once('finish', () => req.resume())
          reject(failed(error, res))
        } else resolve(Buffer.isBuffer(bytes) ? bytes : Buffer.alloc(0))
      }
      if (req.headers['content-encoding'] === undefined) readRaw(req, length ? { limit, length } : { limit }, finish)
      else inflate(req, res, (error?: unknown) => finish(error, req.body))
      // Who reads does not always hear that a body is broken off: not where it is decoded, nor where the server has refused it.
      res.once('close', () => isOver || finish(brokenOff())) // an error costs its stack, so none is made of what was read
    })
  }
}

function failed(error: unknown, res: Response): ServiceError {
  if ((error as { type?: unknown }).type === 'request.aborted') return brokenOff()
  if ((error as { type?: unknown }).type === 'encoding.unsupported' && !res.headersSent)
    res.setHeader('Accept-Encoding', 'gzip, deflate, br')
  return toServiceError(error)
}

/** Told to nobody, but to the log. */
function brokenOff(): ServiceError {
  return new ServiceError('invalid_input', 'The request was broken off.')
}
