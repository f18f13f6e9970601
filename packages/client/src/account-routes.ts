import { routes } from './account-routes.gen.js'
import { ApiError } from './api-error.js'
import type { ClientContext } from './execute.js'
import type { NamedRoute } from './route-table.js'
import type { InternalSession } from './session.js'
import { type Deadline, reasonOf } from './timeout.js'

/**
 * Returns the route of an operation on accounts, for a call that began when `user` was signed in. Throws a TypeError for a name that
 * is no operation and for the pages of one that has none.
 */
export function findRoute(
  { name }: NamedRoute,
  input: object,
  { session }: ClientContext,
  user: InternalSession['user'],
  { signal }: Deadline,
): NamedRoute {
  const route = routes[name]
  if (!route) throw new TypeError(`client.${name} is not an operation.`)
  if ('cursor' in input && !route.cursor) throw new TypeError(`client.${name} has no pages.`)
  if (signal.aborted) throw reasonOf(signal)
  // As for calls that are pending: another user must not make this one.
  if (!route.public && user && session?.user && session.user.id !== user.id)
    throw new ApiError('session_changed', 'Another user signed in.')
  return { ...route, name }
}
