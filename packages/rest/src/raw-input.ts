import {
  eventStreamType,
  type FieldError,
  type HeaderParameter,
  headerParameters,
  limits,
  type Operation,
  type Place,
  type RawInput,
  unknownField,
} from '@taskpact/contract/core'
import type { History } from '@taskpact/engine'
import type { Request, Response } from 'express'
import { bodyReader } from './body.js'
import { requireAcceptable, responseFileOf } from './media-types.js'

/** Returns a function that reads the flat input of a request: each field from its place alone. */
export function rawInput(operation: Operation): (req: Request, res: Response, history: History) => Promise<RawInput> {
  const { kind, places, takesBody, output, metadata } = operation
  const fieldsIn = (place: Place) => Object.keys(places).filter((field) => places[field] === place)
  const inQuery = new Set(fieldsIn('query'))
  // The query or the media type of a file determines its format.
  const inBody = new Set(metadata.requestFile ? [...fieldsIn('body'), 'format'] : fieldsIn('body'))
  const headers = fieldsIn('header').map(toHeader)
  const readBody = takesBody ? bodyReader(operation) : undefined
  const fileOf = responseFileOf(operation)
  const ofOutput = kind === 'stream' ? eventStreamType : 'application/json'

  return async (req, res, { epoch }) => {
    const mediaType = fileOf ? fileOf(req)?.mediaType : output && ofOutput
    if (mediaType && req.headers.accept !== '*/*') requireAcceptable(req, mediaType)
    const body = readBody && (await readBody(req, res))
    const fields: Record<string, unknown> = {}
    const errors: FieldError[] = []
    if (req.url.includes('?')) take(req.query, 'query', inQuery, fields, errors)
    if (readBody && typeof body === 'object' && body !== null && !Array.isArray(body))
      take(body, 'body', inBody, fields, errors)
    else if (readBody) errors.push({ in: 'body', pointer: '', code: 'invalid_type', message: 'Enter an object.' })
    for (const { field, name, read } of headers) {
      const text = req.headers[name]
      if (text !== undefined) fields[field] = read(String(text), epoch)
    }
    Object.assign(fields, req.params)
    return { fields, errors }
  }
}

/** Copies the declared fields. Any other one is an error; as many are created as a problem can have. */
function take(
  from: object,
  place: Place,
  declared: ReadonlySet<string>,
  fields: Record<string, unknown>,
  errors: FieldError[],
): void {
  for (const [name, value] of Object.entries(from)) {
    if (declared.has(name)) fields[name] = value
    else if (errors.length < limits.fieldErrors) errors.push(unknownField(place, [name]))
  }
}

/** A header that occurs twice is joined by a comma, which no schema accepts. */
function toHeader(field: string) {
  const { header, read } = (headerParameters as Readonly<Record<string, HeaderParameter>>)[field] as HeaderParameter
  return { field, name: header.toLowerCase(), read }
}
