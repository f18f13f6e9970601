import type { Effects } from './call.js'
import type { Client, RefreshTokenStore } from './context.js'
import { ServiceError } from './service-error.js'

/** The cookie of a client as a store: changes become effects of the call, which the transport renders. */
export function refreshTokenStore({ cookie }: Client, effects: Effects): RefreshTokenStore | undefined {
  if (cookie === undefined) return undefined
  return {
    get() {
      if (cookie.token !== undefined && !cookie.isAllowed)
        throw new ServiceError('forbidden', 'Forbidden: this page may not use the session of the browser.')
      return cookie.token
    },
    set(token, expiresAt) {
      effects.setRefreshToken = { token, expiresAt }
    },
    clear() {
      effects.setRefreshToken = null
    },
  }
}
