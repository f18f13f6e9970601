import type { Route } from './core/metadata.js'
import type { ErrorCode } from './errors.js'

/** Returns the routes of one resource as they are; a route that lacks metadata or declares an unknown error does not compile. */
export function routes<const T extends Readonly<Record<string, Route<ErrorCode>>>>(resource: T): T {
  return resource
}
