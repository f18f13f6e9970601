import { type FieldError, type Issue, parseOptions, reasonOf } from './field-error.js'
import { type HeaderParameter, headerParameters } from './header-parameters.js'
import { limits } from './limits.js'
import { type Operation, type Place, places } from './operations.js'
import { shorten } from './quote.js'

/** The input of a call as a transport received it, not yet validated. */
export interface RawInput {
  /** Each declared field, read from its place alone. */
  readonly fields: unknown
  /** Errors that the transport found, such as undeclared fields. */
  readonly errors?: readonly FieldError[]
}

export type Parsed =
  | { readonly success: true; readonly input: Record<string, unknown> }
  | { readonly success: false; readonly errors: FieldError[] }

/** Validates the flat input of an operation by the contract's schemas. Never throws for invalid input. */
export function parseInput(operation: Operation, raw: unknown, found: readonly FieldError[] = []): Parsed {
  const result = operation.input.safeParse(raw ?? {}, parseOptions)
  if (result.success && found.length === 0) return { success: true, input: result.data }
  const rest = operation.takesBody ? 'body' : 'query'
  const errors = (result.error?.issues ?? []).flatMap((issue) =>
    toFieldErrors(issue, operation.places[String(issue.path[0])] ?? rest),
  )
  const isBodyRefused = found.some((error) => error.in === 'body' && error.pointer === '')
  return { success: false, errors: inOrder([...(isBodyRefused ? errors.filter(isOutsideBody) : errors), ...found]) }
}

/** Returns an error for each invalid field of an issue. An unknown field gets an error of its own, up to the maximum of a problem. */
export function toFieldErrors(issue: Issue, place: Place): FieldError[] {
  const { path, message } = issue
  if (issue.code === 'unrecognized_keys') {
    const keys = (issue.keys ?? []).slice(0, limits.fieldErrors)
    return keys.map((key) => unknownField(place, [...path, key]))
  }
  const { code, ...parameters } = reasonOf(issue)
  return [{ in: place, pointer: pointer(place === 'header' ? path.map(inHeader) : path), code, message, ...parameters }]
}

/** The error for a field that an operation does not declare. */
export function unknownField(place: Place, path: readonly PropertyKey[]): FieldError {
  return { in: place, pointer: pointer(path), code: 'unknown_field', message: 'Unknown field.' }
}

function isOutsideBody(error: FieldError): boolean {
  return error.in !== 'body'
}

function inHeader(field: PropertyKey): string {
  const fields: Readonly<Record<PropertyKey, HeaderParameter>> = headerParameters
  return fields[field]?.header ?? String(field)
}

/** Sorts errors by place: path, query, headers, body. So every transport reports them in the same order. */
export function inOrder(errors: readonly FieldError[]): FieldError[] {
  return errors.toSorted((a, b) => places.indexOf(a.in) - places.indexOf(b.in))
}

/** JSON Pointer (RFC 6901). An unknown name in it is shortened. */
function pointer(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${shorten(String(key)).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
