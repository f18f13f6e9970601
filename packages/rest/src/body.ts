import { isUtf8 } from 'node:buffer'
import { limits, type Operation } from '@taskpact/contract/core'
import { invalidInput, ServiceError } from '@taskpact/engine'
import {
  bodyReader as bytesReader,
  decodeInSlices,
  hasBody,
  isInUtf8,
  jsonReader,
  parseJson,
} from '@taskpact/engine/http'
import type { Request, Response } from 'express'

const readJsonText = jsonReader(limits.bodyBytes)
const readBytes = bytesReader(limits.fileBytes)

type ReadBody = (req: Request, res: Response) => Promise<unknown>

/** Returns a function that reads the body of an operation: JSON or a file. An absent body is an empty object, or what the metadata says. */
export function bodyReader({ metadata: { requestFile, absentBody = {} } }: Operation): ReadBody {
  if (!requestFile) return (req, res) => readJson(req, res, absentBody)
  const types = Object.entries(requestFile).map(([format, { mediaType }]) => ({ format, mediaType }))
  return (req, res) => readFile(types, req, res)
}

async function readJson(req: Request, res: Response, absentBody: object): Promise<unknown> {
  const text = await readJsonText(req, res)
  return text === undefined ? absentBody : parseJson(text)
}

/** The body is the file itself, and its media type determines the format unless the query has one. */
async function readFile(
  types: readonly { readonly format: string; readonly mediaType: string }[],
  req: Request,
  res: Response,
): Promise<unknown> {
  const type = types.find(({ mediaType }) => req.is(mediaType))
  if (hasBody(req) && (type === undefined || !isInUtf8(req))) {
    const known = new Set(types.map(({ mediaType }) => mediaType))
    throw new ServiceError(
      'unsupported_media_type',
      `The body must be ${[...known].join(' or ')} in UTF-8: name it in Content-Type.`,
    )
  }
  const bytes = await readBytes(req, res)
  if (!isUtf8(bytes))
    throw invalidInput([{ in: 'body', pointer: '/content', code: 'invalid_format', message: 'Enter text in UTF-8.' }])
  const format = req.query.format ?? type?.format
  return { ...(format !== undefined && { format }), content: await decodeInSlices(bytes) }
}
