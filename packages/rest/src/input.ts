import {
  type FieldError,
  type HeaderField,
  headerFields,
  type Issue,
  inOrder,
  type Operation,
  type Parsed,
  type Place,
  toFieldErrors,
} from '@taskpact/contract'
import { ServiceError } from '@taskpact/service'
import type { Request, Response } from 'express'
import { bodyReader } from './body.js'
import { sentType } from './media-types.js'

type Input = Record<string, unknown>
/** What the path of a request holds for each parameter of its operation. */
export type Parameters = Readonly<Record<string, string>>

/** Reads the input of an operation from a request, each field from its place alone, by the schemas of the route. */
export function inputReader(
  operation: Operation,
): (req: Request, res: Response, parameters: Parameters) => Parsed | Promise<Parsed> {
  const { route, metadata, output, takesBody } = operation
  const readBody = takesBody ? bodyReader(operation) : undefined
  const path = parser('path', route.pathParams)
  const query = route.query ? parser('query', route.query) : refuseFields
  const body = parser('body', route.body)
  const headers = headerParser(operation)

  return (req, res, parameters) => {
    if (output && !metadata.sends) refuseUnlessAccepted(req, 'application/json')
    if (!readBody) return parse(req, res, parameters, undefined)
    return readBody(req, res).then((content) => parse(req, res, parameters, content))
  }

  function parse(req: Request, res: Response, parameters: Parameters, content: unknown): Parsed {
    const input: Input = {}
    const errors: FieldError[] = []
    query(req.url.includes('?') ? req.query : {}, input, errors)
    if (takesBody) body(content, input, errors)
    headers(req, input, errors)
    path(parameters, input, errors)
    if (errors.length > 0) return { success: false, errors: inOrder(errors) }
    if (metadata.sends) {
      res.locals.fileFormat = input.format
      refuseUnlessAccepted(req, sentType(operation, input.format))
    }
    return { success: true, input }
  }
}

type Parse = (raw: unknown, input: Input, errors: FieldError[]) => void

/** Adds what one part of a request holds to the input, or what is wrong with it to the errors. */
function parser(place: Place, declared: unknown): Parse {
  const schema = declared as Operation['input'] | undefined // `operations` has judged it
  return (raw, input, errors) => {
    const result = schema?.safeParse(raw)
    if (result?.success) Object.assign(input, result.data)
    else for (const issue of result?.error.issues ?? []) errors.push(...toFieldErrors(issue as Issue, place))
  }
}

/** Where a route declares no query, nothing may come in by one. */
function refuseFields(query: unknown, _input: Input, errors: FieldError[]): void {
  const keys = Object.keys(query as object)
  if (keys.length > 0)
    errors.push(...toFieldErrors({ code: 'unrecognized_keys', keys, path: [], message: '' }, 'query'))
}

/** The fields that come in headers. One that is sent twice is one that nothing understands. */
function headerParser({ places }: Operation) {
  const all: [string, HeaderField][] = Object.entries(headerFields)
  const declared = all
    .filter(([field]) => places[field] === 'header')
    .map(([field, { header, ...rest }]) => ({ field, name: header.toLowerCase(), ...rest }))
  return ({ headers }: Request, input: Input, errors: FieldError[]): void => {
    for (const { field, name, read, schema } of declared) {
      const text = headers[name]
      if (text === undefined) continue
      const parsed = schema.safeParse(read(String(text)))
      if (parsed.success) input[field] = parsed.data
      else errors.push(...parsed.error.issues.flatMap((issue) => toFieldErrors({ ...issue, path: [field] }, 'header')))
    }
  }
}

function refuseUnlessAccepted(req: Request, type: string): void {
  const { accept } = req.headers
  if (accept === undefined || accept === '*/*' || accept === type) return
  if (!req.accepts(type)) throw new ServiceError('not_acceptable', `The answer is ${type}: accept it.`)
}
