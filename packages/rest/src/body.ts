import { isUtf8 } from 'node:buffer'
import { limits, type Operation } from '@taskpact/contract/core'
import { invalidInput, ServiceError } from '@taskpact/engine'
import { bodyReader as bytesReader } from '@taskpact/engine/http'
import type { Request, Response } from 'express'

const readUsual = bytesReader(limits.bodyBytes)
const readLarge = bytesReader(limits.fileBytes)

type ReadBody = (req: Request, res: Response) => Promise<unknown>

/** Returns a function that reads the body of an operation: JSON or a file. An absent body is an empty object. */
export function bodyReader({ metadata: { requestFile } }: Operation): ReadBody {
  if (!requestFile) return readJson
  const types = Object.entries(requestFile).map(([format, { mediaType }]) => ({ format, mediaType }))
  return (req, res) => readFile(types, req, res)
}

async function readJson(req: Request, res: Response): Promise<unknown> {
  const isPlain = req.headers['content-type'] === 'application/json'
  if (!isPlain && !hasBody(req)) return {}
  if (!isPlain && !isJson(req)) {
    throw new ServiceError(
      'unsupported_media_type',
      'The body must be JSON in UTF-8: send Content-Type: application/json.',
    )
  }
  const bytes = await readUsual(req, res)
  if (bytes.length === 0) return {}
  if (!isUtf8(bytes)) throw new ServiceError('invalid_json', 'The body is not UTF-8.')
  try {
    const text = bytes.toString()
    // A byte order mark is not JSON, but may be ignored (RFC 8259, section 8.1).
    return JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text)
  } catch {
    throw new ServiceError('invalid_json', 'The body is not valid JSON.') // without the cause, which contains some of the body
  }
}

/** The body is the file itself, and its media type determines the format. */
async function readFile(
  types: readonly { readonly format: string; readonly mediaType: string }[],
  req: Request,
  res: Response,
): Promise<unknown> {
  const type = types.find(({ mediaType }) => req.is(mediaType))
  if (hasBody(req) && (type === undefined || !isInUtf8(req))) {
    const known = types.map(({ mediaType }) => mediaType)
    throw new ServiceError(
      'unsupported_media_type',
      `The body must be ${known.join(' or ')} in UTF-8: name it in Content-Type.`,
    )
  }
  const bytes = await readLarge(req, res)
  if (!isUtf8(bytes)) throw invalidInput([{ in: 'body', pointer: '/content', message: 'Must be UTF-8' }])
  return { ...(type !== undefined && { format: type.format }), content: bytes.toString() }
}

/** RFC 9112, section 6. */
function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

function isJson(req: Request): boolean {
  return Boolean(req.is(['json', '+json'])) && isInUtf8(req)
}

/** JSON is UTF-8 (RFC 8259, section 8.1), of which ASCII is a subset. */
function isInUtf8({ headers }: Request): boolean {
  const charset = /;\s*charset="?([^\s;"]+)/i.exec(headers['content-type'] ?? '')?.[1]
  return charset === undefined || /^(?:utf-?8|us-ascii)$/i.test(charset)
}
