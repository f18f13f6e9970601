import { isUtf8 } from 'node:buffer'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { limits } from '@taskpact/contract/core'
import { ServiceError } from '@taskpact/engine'
import { bodyReader } from '@taskpact/engine/http'
import typeIs from 'type-is'

const readUsual = bodyReader(limits.bodyBytes)
const readLarge = bodyReader(limits.fileBytes)

/** Reads a JSON body as text, as strictly as REST does. `isLarge` applies the limit of files, which are fields of the input here. */
export async function readBody(req: IncomingMessage, res: ServerResponse, isLarge: boolean): Promise<string> {
  const type = req.headers['content-type']
  // typeIs returns null for a request without a body.
  if (type !== 'application/json' && typeIs(req, ['json', '+json']) === false)
    throw new ServiceError('unsupported_media_type', 'The input must be JSON: send Content-Type: application/json.')
  const bytes = await (isLarge ? readLarge : readUsual)(req, res)
  if (!isUtf8(bytes)) throw new ServiceError('invalid_json', 'The input is not UTF-8.')
  return bytes.toString()
}
