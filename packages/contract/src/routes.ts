import type { Route } from './core/metadata.js'
import type { ErrorCode } from './errors.js'

/** Returns the routes of one resource unchanged. A route without metadata or with an unknown error code does not compile. */
export function routes<const T extends Readonly<Record<string, Route<ErrorCode>>>>(resource: T): T {
  return resource
}
