import { ApiError } from './api-error.js'
import type { ClientRoute } from './route-table.js'

/** One call as REST carries it: the path and query below the base URL, and the JSON body if there is one. */
export interface RestRequest {
  readonly target: string
  readonly body: string | undefined
}

/**
 * Places each field of a flat input where the route carries it. A field that no route knows goes along, so that the server
 * refuses it by name. `userId` is `me` where it is absent.
 */
export function toRequest(route: ClientRoute, input: Readonly<Record<string, unknown>>): RestRequest {
  const rest: Record<string, unknown> = { ...input }
  const path = route.path.replace(/:(\w+)/g, (_, field: string) => {
    const value = rest[field] ?? (field === 'userId' ? 'me' : undefined)
    delete rest[field]
    return segment(field, value)
  })
  const inQuery = route.body ? route.query : Object.keys(rest)
  const query = new URLSearchParams()
  for (const field of inQuery) {
    if (rest[field] !== undefined) query.set(field, String(rest[field]))
    delete rest[field]
  }
  return {
    target: query.size > 0 ? `${path}?${query}` : path,
    body: route.body ? JSON.stringify(rest) : undefined,
  }
}

/** One segment of a path. What would be empty, or mean another path to a URL parser, cannot be sent as it is. */
function segment(field: string, value: unknown): string {
  const text = value === undefined ? '' : String(value)
  if (/^\.{0,2}$/.test(text) || !text.isWellFormed()) throw unsendable(field)
  return encodeURIComponent(text)
}

function unsendable(field: string): ApiError {
  const message = 'Cannot stand in a path'
  const errors = [{ in: 'path' as const, pointer: `/${field}`, message }]
  return new ApiError('invalid_input', `Invalid input. ${field}: ${message}.`, {
    errors,
  })
}
