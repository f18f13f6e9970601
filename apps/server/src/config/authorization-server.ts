import type { Env } from './env.js'

export interface AuthorizationServer {
  /** Its issuer identifier. */
  readonly issuer: string
  /** URL at which clients reach this server. */
  readonly publicUrl: string
}

/** Returns the authorization server of apps, which is this server or another one. Undefined with OAUTH=off. */
export function authorizationServerOf({ OAUTH, OAUTH_ISSUER, PUBLIC_URL }: Env): AuthorizationServer | undefined {
  const issuer = { off: undefined, own: PUBLIC_URL, external: OAUTH_ISSUER }[OAUTH]
  return issuer === undefined || PUBLIC_URL === undefined ? undefined : { issuer, publicUrl: PUBLIC_URL }
}
