import { type FieldError, type Issue, type Operation, places, toFieldErrors } from '@taskpact/contract'
import type { RequestValidationError } from '@ts-rest/express'

/** Every field that ts-rest's validation refused, in all parts of the request. */
export function fieldErrors(error: RequestValidationError, operation: Operation, query: object): FieldError[] {
  const issues = { path: error.pathParams, query: error.query, body: error.body, header: undefined }
  const refused = places.flatMap((place) =>
    (issues[place]?.issues ?? []).flatMap((issue) => toFieldErrors(issue as Issue, place)),
  )
  return [...refused, ...undeclaredQuery(operation, query)]
}

/** Where a route declares no query, ts-rest hands over the raw one: a field of the body must not come in that way. */
export function undeclaredQuery({ route, places }: Operation, query: object = {}): FieldError[] {
  if (route.query) return []
  const keys = Object.keys(query).filter((field) => places[field] !== 'query')
  return toFieldErrors({ code: 'unrecognized_keys', keys, path: [], message: '' }, 'query')
}
