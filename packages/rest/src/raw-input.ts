import {
  type FieldError,
  type HeaderParameter,
  headerParameters,
  type Operation,
  type Place,
  type RawInput,
  unknownField,
} from '@taskpact/contract/core'
import type { Request, Response } from 'express'
import { bodyReader } from './body.js'
import { requireAcceptable, responseFileOf } from './media-types.js'

/** Returns a function that reads the flat input of a request: each field from its place alone. */
export function rawInput(operation: Operation): (req: Request, res: Response) => RawInput | Promise<RawInput> {
  const { places, takesBody, output } = operation
  const fieldsIn = (place: Place) => Object.keys(places).filter((field) => places[field] === place)
  const inQuery = new Set(fieldsIn('query'))
  const inBody = new Set(fieldsIn('body'))
  const readHeaders = headerReader(fieldsIn('header'))
  const readBody = takesBody ? bodyReader(operation) : undefined
  const fileOf = responseFileOf(operation)

  return (req, res) => {
    const mediaType = fileOf ? fileOf(req)?.mediaType : output && 'application/json'
    if (mediaType) requireAcceptable(req, mediaType)
    if (!readBody) return collect(req)
    return readBody(req, res).then((body) => collect(req, body))
  }

  function collect(req: Request, body?: unknown): RawInput {
    const fields: Record<string, unknown> = {}
    const errors: FieldError[] = []
    if (req.url.includes('?')) take(req.query, 'query', inQuery, fields, errors)
    if (readBody && typeof body === 'object' && body !== null && !Array.isArray(body))
      take(body, 'body', inBody, fields, errors)
    else if (readBody)
      errors.push({ in: 'body', pointer: '', message: `Invalid input: expected object, received ${typeOf(body)}` })
    if (readHeaders) readHeaders(req, fields)
    Object.assign(fields, req.params)
    return { fields, errors }
  }
}

/** Copies the declared fields; any other one is an error. */
function take(
  from: object,
  place: Place,
  declared: ReadonlySet<string>,
  fields: Record<string, unknown>,
  errors: FieldError[],
): void {
  for (const [name, value] of Object.entries(from)) {
    if (declared.has(name)) fields[name] = value
    else errors.push(unknownField(place, [name]))
  }
}

/** A header that occurs twice is joined by a comma, which no schema accepts. */
function headerReader(declared: readonly string[]) {
  if (declared.length === 0) return undefined
  const all: Readonly<Record<string, HeaderParameter>> = headerParameters
  const parameters = declared.map((field) => {
    const { header, read } = all[field] as HeaderParameter // only these are in headers
    return { field, name: header.toLowerCase(), read }
  })
  return ({ headers }: Request, fields: Record<string, unknown>): void => {
    for (const { field, name, read } of parameters) {
      const text = headers[name]
      if (text !== undefined) fields[field] = read(String(text))
    }
  }
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}
