import { isUtf8 } from 'node:buffer'
import { type FileTypes, limits, type Operation } from '@taskpact/contract'
import { invalidInput, ServiceError } from '@taskpact/service'
import express, { type NextFunction, type Request, type Response } from 'express'
import { exchangeOf } from './exchange.js'

const parseJson = express.json({
  limit: limits.bodyBytes,
  strict: false, // that the body is an object is for its schema to say
  type: () => true,
  verify: (_req, _res, bytes) => {
    if (!isUtf8(bytes)) throw new ServiceError('invalid_json', 'The body is not UTF-8.')
  },
})

const readBytes = express.raw({ limit: limits.fileBytes, type: () => true })

/** Reads the JSON body of an operation that takes one; a body that is absent stands for an empty object. */
export function readBody(req: Request, res: Response, next: NextFunction): void {
  const operation: Operation = res.locals.operation
  if (operation.metadata.takes) {
    readFile(operation.metadata.takes, req, res, next)
  } else if (operation.takesBody && hasBody(req)) {
    if (!req.is(['json', '+json']) || !isInUtf8(req)) {
      throw new ServiceError(
        'unsupported_media_type',
        'The body must be JSON in UTF-8: send Content-Type: application/json.',
      )
    }
    refuseTooLong(req, limits.bodyBytes)
    endWithConnection(res)
    parseJson(req, res, next)
  } else {
    req.body = {}
    next()
  }
}

/** The body is the file itself, and its type tells the format. */
function readFile(types: FileTypes, req: Request, res: Response, next: NextFunction): void {
  const [format] = Object.entries(types).find(([, { mediaType }]) => req.is(mediaType)) ?? []
  if (hasBody(req) && (format === undefined || !isInUtf8(req))) {
    const known = Object.values(types).map(({ mediaType }) => mediaType)
    throw new ServiceError(
      'unsupported_media_type',
      `The body must be ${known.join(' or ')} in UTF-8: say so in Content-Type.`,
    )
  }
  refuseTooLong(req, limits.fileBytes)
  endWithConnection(res)
  readBytes(req, res, (error?: unknown) => {
    if (error) return next(error)
    const bytes: Buffer = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0)
    if (!isUtf8(bytes)) return next(invalidInput([{ in: 'body', pointer: '/content', message: 'Must be UTF-8' }]))
    req.body = { ...(format !== undefined && { format }), content: bytes.toString() }
    next()
  })
}

/** The parser would do so too, but only once it has read all of it. */
function refuseTooLong({ headers }: Request, most: number): void {
  if (Number(headers['content-length']) > most) throw new ServiceError('payload_too_large', 'The body is too large.')
}

/** The parser does not always hear that a body is broken off: not where it decodes one, nor where the server has refused it. */
function endWithConnection(res: Response): void {
  res.once('close', () => {
    const exchange = exchangeOf(res)
    if (exchange?.isOpen()) exchange.reject(brokenOff()) // an error costs its stack, so none is made of what was read
  })
}

/** Told to nobody, but to the log. */
export function brokenOff(): ServiceError {
  return new ServiceError('invalid_input', 'The request was broken off.')
}

/** RFC 9112, section 6. */
function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

/** JSON is UTF-8 (RFC 8259, section 8.1), whatever else the parser could decode; ASCII is a part of it. */
function isInUtf8({ headers }: Request): boolean {
  const charset = /;\s*charset="?([^\s;"]+)/i.exec(headers['content-type'] ?? '')?.[1]
  return charset === undefined || /^(?:utf-?8|us-ascii)$/i.test(charset)
}
