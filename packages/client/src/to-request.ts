import type { ClientRoute } from './route-table.js'
import { toFile } from './to-file.js'
import { toHeaders } from './to-headers.js'
import { unsendable } from './unsendable.js'

/** One call as REST carries it: the path and query below the base URL, the headers, and the body if there is one. */
export interface RestRequest {
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

/**
 * Places each field of a flat input where the route carries it. A field that no route knows goes along, so that the server
 * refuses it by name. `userId` is `me` where it is absent. Throws an ApiError `invalid_input` for a field that cannot be
 * carried as it is.
 */
export function toRequest(route: ClientRoute, input: Readonly<Record<string, unknown>>): RestRequest {
  const rest: Record<string, unknown> = { ...input }
  const take = (field: string) => {
    const value = rest[field]
    delete rest[field]
    return value
  }
  const path = route.path.replace(/:(\w+)/g, (_, field: string) =>
    segment(field, take(field) ?? (field === 'userId' ? 'me' : undefined)),
  )
  const inHeaders = Object.keys(route.headers ?? {}).map((field) => [field, take(field)])
  const headers = toHeaders(route.headers ?? {}, Object.fromEntries(inHeaders))
  const file = route.takes && toFile(route.takes, take('format'), take('content'))
  const isJson = route.body && !file
  const query = new URLSearchParams()
  for (const field of isJson ? route.query : Object.keys(rest)) {
    const value = take(field)
    if (value !== undefined) query.set(field, inQuery(field, value))
  }
  const type = file?.mediaType ?? (isJson ? 'application/json' : undefined)
  return {
    target: query.size > 0 ? `${path}?${query}` : path,
    headers: {
      ...headers,
      accept: route.sends ? '*/*' : 'application/json',
      ...(type !== undefined && { 'content-type': type }),
    },
    body: isJson ? JSON.stringify(rest) : file?.content,
  }
}

/** One segment of a path. What would be empty, or mean another path to a URL parser, cannot be sent as it is. */
function segment(field: string, value: unknown): string {
  const text = value === undefined ? '' : String(value)
  if (/^\.{0,2}$/.test(text) || !text.isWellFormed()) throw unsendable('path', field, 'Cannot stand in a path')
  return encodeURIComponent(text)
}

/**
 * The items of a list stand between commas, so that an item with a comma would be read as two. A lone surrogate would be
 * sent as U+FFFD.
 */
function inQuery(field: string, value: unknown): string {
  if (!String(value).isWellFormed()) throw unsendable('query', field, 'Must be well-formed Unicode')
  if (!Array.isArray(value)) return String(value)
  const torn = value.findIndex((item) => String(item).includes(','))
  if (torn >= 0) throw unsendable('query', `${field}/${torn}`, 'Cannot have a comma')
  return value.join(',')
}
