import type * as z from 'zod'
import type { FieldError } from '../errors.js'
import { type HeaderField, headerFields } from './header-parameters.js'
import { type Operation, type Place, places } from './operations.js'

/** What a schema says is wrong, in zod's words. */
export type Issue = Pick<z.core.$ZodIssue, 'message' | 'path'> & {
  readonly code?: string
  readonly keys?: string[]
}

export type Parsed =
  | { readonly success: true; readonly input: Record<string, unknown> }
  | { readonly success: false; readonly errors: FieldError[] }

/** Reads the flat input of an operation with the contract's own schemas; never throws for bad input. */
export function parseInput(operation: Operation, raw: unknown): Parsed {
  const result = operation.input.safeParse(raw ?? {})
  if (result.success) return { success: true, input: result.data }
  const rest = operation.takesBody ? 'body' : 'query'
  return {
    success: false,
    errors: inOrder(
      result.error.issues.flatMap((issue) => toFieldErrors(issue, operation.places[String(issue.path[0])] ?? rest)),
    ),
  }
}

/** The fields that one issue refuses: an unknown field is refused by its own name. */
export function toFieldErrors({ code, keys, path, message }: Issue, place: Place): FieldError[] {
  if (code !== 'unrecognized_keys')
    return [{ in: place, pointer: pointer(place === 'header' ? path.map(inHeader) : path), message }]
  return (keys ?? []).map((key) => ({
    in: place,
    pointer: pointer([...path, key]),
    message: 'Unknown field',
  }))
}

function inHeader(field: PropertyKey): string {
  const fields: Readonly<Record<PropertyKey, HeaderField>> = headerFields
  return fields[field]?.header ?? String(field)
}

/** Path before query before headers before body, so that every transport tells the same. */
export function inOrder(errors: FieldError[]): FieldError[] {
  return errors.toSorted((a, b) => places.indexOf(a.in) - places.indexOf(b.in))
}

/** JSON Pointer (RFC 6901). */
function pointer(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
