import type { Effects } from './call.js'
import type { Client, RefreshTokenStore, TokenCookie } from './context.js'
import { ServiceError } from './service-error.js'

/** The cookie of a client as a store: changes become effects of the call, which the transport renders. */
export function refreshTokenStore({ cookie }: Client, effects: Effects): RefreshTokenStore | undefined {
  if (cookie === undefined) return undefined
  return {
    get() {
      if (cookie.token !== undefined && !cookie.isAllowed) throw forbiddenCookie(cookie)
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

function forbiddenCookie({ missingHeader }: TokenCookie): ServiceError {
  return new ServiceError(
    'forbidden',
    missingHeader === undefined
      ? 'Forbidden: this page may not use the session of the browser.'
      : `Forbidden: send the header ${missingHeader} to use the session of the browser.`,
  )
}
