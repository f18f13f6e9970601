import { appTokenLifetime } from '@taskpact/service'
import type { Configuration } from 'oidc-provider'

const minute = 60
const day = 24 * 60 * minute
/** Seconds since the last use after which a refresh token expires. */
const refreshToken = 30 * day
/** Seconds after which the user must allow an app again. */
const connection = 365 * day
/** Seconds for which a user who has signed in can authorize further apps, while the browser is open. */
const signIn = day

/** Lifetimes of what the authorization server stores or issues, in seconds. */
export const lifetimes = {
  AccessToken: appTokenLifetime,
  AuthorizationCode: minute,
  DeviceCode: 10 * minute,
  IdToken: appTokenLifetime,
  Interaction: 30 * minute,
  Session: (_ctx, { loginTs }) =>
    loginTs === undefined ? signIn : Math.max(1, loginTs + signIn - Math.floor(Date.now() / 1000)),
  Grant: refreshToken,
  RefreshToken: (_ctx, token) => Math.max(1, Math.min(refreshToken, connection - token.totalLifetime())),
} satisfies Configuration['ttl']
