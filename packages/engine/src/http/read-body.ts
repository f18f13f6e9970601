import type { IncomingMessage, ServerResponse } from 'node:http'
import bodyParser from 'body-parser'
import readRaw from 'raw-body'
import { ServiceError } from '../service-error.js'

export type ReadBody = (req: IncomingMessage, res: ServerResponse) => Promise<Buffer>

/**
 * Returns a function that reads a body of at most `limit` bytes, decompressed if necessary. It throws `payload_too_large`,
 * `unsupported_media_type` for an unknown `Content-Encoding`, `invalid_json` for content that cannot be decompressed, and
 * `invalid_input` if the request was aborted.
 */
export function bodyReader(limit: number): ReadBody {
  const decompress = bodyParser.raw({ limit, type: () => true })

  return async (req, res) => {
    if (req.destroyed || res.headersSent) throw aborted()
    const length = req.headers['content-length']
    if (Number(length) > limit) throw tooLarge()
    return await new Promise<Buffer>((resolve, reject) => {
      let isSettled = false
      const settle = (error?: unknown, body?: unknown) => {
        if (isSettled) return
        isSettled = true
        if (!error) return resolve(Buffer.isBuffer(body) ? body : Buffer.alloc(0))
        // The rest has to be received, or the next request on the connection is never read. It is not asked for with
        // `100 Continue` (RFC 9110, section 10.1.1).
        res.once('finish', () => req.resume())
        reject(toServiceError(error, res))
      }
      // raw-body alone is faster than body-parser, which is needed for compressed bodies only.
      if (req.headers['content-encoding'] === undefined) readRaw(req, length ? { limit, length } : { limit }, settle)
      else decompress(req as never, res as never, (error?: unknown) => settle(error, (req as { body?: unknown }).body))
      // Neither library notices every way in which a request ends early.
      res.once('close', () => isSettled || settle(aborted()))
    })
  }
}

function toServiceError(error: unknown, res: ServerResponse): unknown {
  if (error instanceof ServiceError) return error
  switch ((error as { type?: unknown }).type) {
    case 'request.aborted':
      return aborted()
    case 'entity.too.large':
      return tooLarge()
    case 'encoding.unsupported':
      if (!res.headersSent) res.setHeader('Accept-Encoding', 'gzip, deflate, br')
      return new ServiceError('unsupported_media_type', 'The content encoding of the body is not supported.')
    default: // Without the cause, which can contain the body and with it a password.
      return new ServiceError('invalid_json', 'The body cannot be read.')
  }
}

function tooLarge(): ServiceError {
  return new ServiceError('payload_too_large', 'The body is too large.')
}

/** Only the log shows it. */
function aborted(): ServiceError {
  return new ServiceError('invalid_input', 'The request was aborted.')
}
