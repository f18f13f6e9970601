import type { Route } from './core/metadata.js'
import type { ErrorCode } from './errors.js'
import type { Scope } from './scopes.js'

/** Returns the routes of one resource unchanged. A route without metadata or with an unknown error code or scope does not compile. */
export function routes<const T extends Readonly<Record<string, Route<ErrorCode, Scope>>>>(resource: T): T {
  return resource
}
