import { ownerParameter, self } from '@taskpact/contract/core/owner'
import { invalidField } from './invalid-field.js'
import { isWellFormed } from './is-well-formed.js'
import { fillPath } from './path.js'
import type { ClientRoute } from './route-table.js'
import { toFileBody } from './to-file-body.js'
import { toHeaders } from './to-headers.js'

/** A REST request: path and query below the base URL, headers, and the body if there is one. */
export interface RestRequest {
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

/**
 * Builds the request of an operation from its flat input. `userId` defaults to `me`. Unknown fields are sent as well, so that the
 * server's validation names them. Throws an ApiError `invalid_input` for a value that its place cannot carry.
 */
export function toRequest(route: ClientRoute, input: Readonly<Record<string, unknown>>): RestRequest {
  const rest: Record<string, unknown> = { ...input }
  const take = (field: string) => {
    const value = rest[field]
    delete rest[field]
    return value
  }
  const path = fillPath(route.path, (name) => take(name) ?? (name === ownerParameter ? self : undefined))
  const headers = toHeaders(route.headers, take)
  const file = route.requestFile && toFileBody(route.requestFile, rest.format, take('content'))
  if (file?.hasFormat) take('format')
  const isJson = route.body && !file
  const query = new URLSearchParams()
  for (const field of isJson ? (route.query ?? []) : Object.keys(rest)) {
    const value = take(field)
    if (value !== undefined) query.set(field, toQueryValue(field, value))
  }
  const queryString = query.toString()
  const contentType = file?.mediaType ?? (isJson ? 'application/json' : undefined)
  return {
    target: queryString === '' ? path : `${path}?${queryString}`,
    headers: {
      ...headers,
      accept: route.responseFile ? '*/*' : 'application/json',
      ...(contentType !== undefined && { 'content-type': contentType }),
    },
    body: isJson ? JSON.stringify(rest) : file?.content,
  }
}

/** Joins lists with commas, so an item must not contain one. Rejects lone surrogates, which would be sent as U+FFFD. */
function toQueryValue(field: string, value: unknown): string {
  if (!isWellFormed(String(value))) throw invalidField('query', field, 'Enter well-formed Unicode.')
  if (!Array.isArray(value)) return String(value)
  const invalid = value.findIndex((item) => String(item).includes(','))
  if (invalid >= 0) throw invalidField('query', `${field}/${invalid}`, 'Enter text without a comma.')
  return value.join(',')
}
