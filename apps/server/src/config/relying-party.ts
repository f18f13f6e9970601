import { isIP } from 'node:net'
import { createOriginCheck, type IsAllowedOrigin } from '../http/origin-check.js'
import type { Env } from './env.js'

/** The relying party (WebAuthn, section 4). */
export interface RelyingParty {
  readonly rpId: string
  readonly rpName: string
  readonly isAllowedOrigin: IsAllowedOrigin
}

/**
 * Returns the relying party, or undefined without a domain. Pages of an origin that may send requests can use them if its host is
 * the domain or a subdomain; browsers refuse others (WebAuthn, section 5.1.3).
 */
export function relyingPartyOf({
  PASSKEY_RP_ID: rpId,
  APP_URL,
  CORS_ORIGINS,
  OAUTH,
  PUBLIC_URL,
}: Pick<Env, 'PASSKEY_RP_ID' | 'APP_URL' | 'CORS_ORIGINS' | 'OAUTH' | 'PUBLIC_URL'>): RelyingParty | undefined {
  if (rpId === undefined) return undefined
  // This server has pages on which users sign in, if it is the authorization server.
  const urls = [APP_URL, OAUTH === 'own' ? PUBLIC_URL : undefined].filter((url) => url !== undefined)
  const isListed = createOriginCheck([...CORS_ORIGINS, ...urls.map((url) => new URL(url).origin)])
  const isAllowedOrigin: IsAllowedOrigin = (origin) =>
    isListed(origin) && URL.canParse(origin) && isWithin(new URL(origin).hostname, rpId)
  return { rpId, rpName: 'Taskpact', isAllowedOrigin }
}

/** Returns the domain of a URL, or undefined for an IP address, for which there are no passkeys. */
export function domainOf(url: string | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined
  const { hostname } = new URL(url)
  return hostname.startsWith('[') || isIP(hostname) > 0 ? undefined : hostname
}

/** Returns whether a host is a domain or one of its subdomains. */
export function isWithin(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`)
}
