import type { Effects } from './call.js'
import type { Client, DeviceTokenStore } from './context.js'

/** The cookie of a device as a store: a change becomes an effect of the call, which the transport renders. */
export function deviceTokenStore({ deviceCookie }: Client, effects: Effects): DeviceTokenStore | undefined {
  if (deviceCookie === undefined) return undefined
  return {
    get: () => (deviceCookie.isAllowed ? deviceCookie.token : undefined),
    set(token, expiresAt) {
      effects.setDeviceToken = { token, expiresAt }
    },
  }
}
