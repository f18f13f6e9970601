import type { Operation } from '@taskpact/contract/core'
import { ServiceError } from '@taskpact/engine'
import type { Request } from 'express'

export interface ResponseFile {
  readonly format: string
  readonly mediaType: string
}

/** Returns a function that finds the file a request asks for: undefined if its format is invalid, which the engine refuses. */
export function responseFileOf({
  metadata,
  input,
}: Operation): ((req: Request) => ResponseFile | undefined) | undefined {
  const { responseFile } = metadata
  if (!responseFile) return undefined
  const byDefault = (input.shape.format as unknown as { safeParse(value: undefined): { data?: unknown } }).safeParse(
    undefined,
  ).data
  return ({ query }) => {
    const format = String(query.format ?? byDefault)
    if (!Object.hasOwn(responseFile, format)) return undefined
    return { format, mediaType: (responseFile[format] as { mediaType: string }).mediaType }
  }
}

/**
 * Throws `not_acceptable` if the `Accept` header of a request excludes a media type (RFC 9110, section 12.5.1). All responses are UTF-8,
 * so a media range may have that parameter, also as `utf8`, another label of UTF-8 (Encoding Standard, section 4.2).
 */
export function requireAcceptable(req: Request, mediaType: string): void {
  const { accept } = req.headers
  if (accept === undefined || accept === mediaType) return
  const charset = /charset="?utf8\b/i.test(accept) ? 'utf8' : 'utf-8'
  if (!req.accepts(`${mediaType}; charset=${charset}`))
    throw new ServiceError('not_acceptable', `The response is ${mediaType}, which the Accept header excludes.`)
}
