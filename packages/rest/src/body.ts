import { isUtf8 } from 'node:buffer'
import { limits, type Operation } from '@taskpact/contract'
import { invalidInput, ServiceError } from '@taskpact/service'
import type { Request, Response } from 'express'
import { bytesReader } from './bytes.js'

const readUsual = bytesReader(limits.bodyBytes)
const readLarge = bytesReader(limits.fileBytes)

type ReadBody = (req: Request, res: Response) => Promise<unknown>

/** Reads the body of an operation that takes one; a body that is absent stands for an empty object. */
export function bodyReader({ metadata: { takes } }: Operation): ReadBody {
  if (!takes) return readJson
  const types = Object.entries(takes)
  return (req, res) => readFile(types, req, res)
}

async function readJson(req: Request, res: Response): Promise<unknown> {
  if (!hasBody(req)) return {}
  if (!isJson(req)) {
    throw new ServiceError(
      'unsupported_media_type',
      'The body must be JSON in UTF-8: send Content-Type: application/json.',
    )
  }
  const bytes = await readUsual(req, res)
  if (bytes.length === 0) return {}
  if (!isUtf8(bytes)) throw new ServiceError('invalid_json', 'The body is not UTF-8.')
  try {
    return JSON.parse(withoutMark(bytes.toString()))
  } catch {
    throw new ServiceError('invalid_json', 'The body is not valid JSON.') // without the cause, which holds some of the body
  }
}

/** A byte order mark is no JSON, but may be ignored (RFC 8259, section 8.1). */
function withoutMark(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text
}

/** The body is the file itself, and its type tells the format. */
async function readFile(
  types: readonly (readonly [format: string, { readonly mediaType: string }])[],
  req: Request,
  res: Response,
): Promise<unknown> {
  const [format] = types.find(([, { mediaType }]) => req.is(mediaType)) ?? []
  if (hasBody(req) && (format === undefined || !isInUtf8(req))) {
    const known = types.map(([, { mediaType }]) => mediaType)
    throw new ServiceError(
      'unsupported_media_type',
      `The body must be ${known.join(' or ')} in UTF-8: say so in Content-Type.`,
    )
  }
  const bytes = await readLarge(req, res)
  if (!isUtf8(bytes)) throw invalidInput([{ in: 'body', pointer: '/content', message: 'Must be UTF-8' }])
  return { ...(format !== undefined && { format }), content: bytes.toString() }
}

/** RFC 9112, section 6. */
function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

function isJson(req: Request): boolean {
  if (req.headers['content-type'] === 'application/json') return true
  return Boolean(req.is(['json', '+json'])) && isInUtf8(req)
}

/** JSON is UTF-8 (RFC 8259, section 8.1), whatever else could be decoded; ASCII is a part of it. */
function isInUtf8({ headers }: Request): boolean {
  const charset = /;\s*charset="?([^\s;"]+)/i.exec(headers['content-type'] ?? '')?.[1]
  return charset === undefined || /^(?:utf-?8|us-ascii)$/i.test(charset)
}
