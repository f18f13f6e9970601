import { isUtf8 } from 'node:buffer'
import type { IncomingMessage, ServerResponse } from 'node:http'
import typeIs from 'type-is'
import { ServiceError } from '../service-error.js'
import { decodeInSlices, sliceLength } from './decode-in-slices.js'
import { bodyReader } from './read-body.js'

/**
 * Returns a function that reads a JSON body of at most `limit` bytes as text, without a byte order mark, which is not JSON but may be
 * ignored (RFC 8259, section 8.1). The text is undefined if there is no body. Besides the errors of `bodyReader` it throws `unsupported_media_type`
 * for another media type or charset, and `invalid_json` for a body that is not UTF-8.
 */
export function jsonReader(limit: number): (req: IncomingMessage, res: ServerResponse) => Promise<string | undefined> {
  const read = bodyReader(limit)
  return async (req, res) => {
    if (req.headers['content-type'] !== 'application/json') {
      if (!hasBody(req)) return undefined
      if (!typeIs(req, ['json', '+json']) || !isInUtf8(req))
        throw new ServiceError(
          'unsupported_media_type',
          'The body must be JSON in UTF-8: send Content-Type: application/json.',
        )
    }
    const bytes = await read(req, res)
    if (bytes.length === 0) return undefined
    if (!isUtf8(bytes)) throw new ServiceError('invalid_json', 'The body is not UTF-8.')
    const text = bytes.length <= sliceLength ? bytes.toString() : await decodeInSlices(bytes)
    return text.startsWith('\ufeff') ? text.slice(1) : text
  }
}

/** RFC 9112, section 6. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

/** JSON is UTF-8 (RFC 8259, section 8.1), of which ASCII is a subset. */
export function isInUtf8({ headers }: IncomingMessage): boolean {
  const charset = /;\s*charset="?([^\s;"]+)/i.exec(headers['content-type'] ?? '')?.[1]
  return charset === undefined || /^(?:utf-?8|us-ascii)$/i.test(charset)
}
