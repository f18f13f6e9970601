import { checkTransport } from '../server-url.js'
import { Failure } from '../usage-error.js'
import { getMetadata, type JsonObject } from './send.js'

/** An authorization server, as its metadata describes it (RFC 8414). */
export interface AuthorizationServer {
  readonly issuer: string
  readonly authorizationEndpoint: string | undefined
  readonly deviceAuthorizationEndpoint: string | undefined
  readonly tokenEndpoint: string
  readonly revocationEndpoint: string | undefined
  /** Whether its responses name the issuer (RFC 9207). */
  readonly sendsIssuer: boolean
  /** Whether it issues refresh tokens for the scope `offline_access`. */
  readonly hasOfflineAccess: boolean
}

export interface Discovered {
  readonly server: AuthorizationServer
  /** The resources to ask tokens for: that of the API, and that of MCP if it has the same authorization server. */
  readonly resources: readonly string[]
}

/**
 * Finds the authorization server of an API (RFC 9728); undefined if it has none. Throws a Failure if the metadata is for another resource
 * or issuer, because tokens of one server could otherwise reach another one.
 */
export async function discover(url: string, insecure: boolean, signal: AbortSignal): Promise<Discovered | undefined> {
  const api = `${url}/api`
  const mcp = `${url}/mcp`
  const [ofApi, ofMcp] = await Promise.all([getResource(url, api, signal), getResource(url, mcp, signal)])
  const issuer = issuersOf(ofApi)[0]
  if (!ofApi || issuer === undefined) return undefined
  if (ofApi.resource !== api) throw otherUrl(url, ofApi.resource)
  const resources = ofMcp?.resource === mcp && issuersOf(ofMcp).includes(issuer) ? [api, mcp] : [api]
  return { server: await getServer(issuer, insecure, signal), resources }
}

/** Reads the metadata of a resource: at the URL of RFC 9728, or below the URL of the server, where a proxy may serve only that. */
async function getResource(url: string, resource: string, signal: AbortSignal): Promise<JsonObject | undefined> {
  const { origin, pathname } = new URL(resource)
  const standard = `${origin}/.well-known/oauth-protected-resource${pathname}`
  const below = `${url}/.well-known/oauth-protected-resource${resource.slice(url.length)}`
  return (await getMetadata(standard, signal)) ?? (below === standard ? undefined : await getMetadata(below, signal))
}

async function getServer(issuer: string, insecure: boolean, signal: AbortSignal): Promise<AuthorizationServer> {
  const check = (value: unknown) => checkedUrl(value, insecure)
  const base = check(issuer).replace(/\/$/, '')
  const { origin, pathname } = new URL(base)
  const found =
    (await getMetadata(`${origin}/.well-known/oauth-authorization-server${pathname.replace(/\/$/, '')}`, signal)) ??
    (await getMetadata(`${base}/.well-known/openid-configuration`, signal))
  if (!found) throw new Failure(`The authorization server ${issuer} has no metadata`)
  if (found.issuer !== issuer) {
    throw new Failure(`The authorization server ${issuer} has metadata of another one: ${found.issuer}`)
  }
  const methods = found.code_challenge_methods_supported
  if (Array.isArray(methods) && !methods.includes('S256')) throw new Failure(`${issuer} does not support PKCE (S256)`)
  const optional = (value: unknown) => (value === undefined ? undefined : check(value))
  return {
    issuer,
    authorizationEndpoint: optional(found.authorization_endpoint),
    deviceAuthorizationEndpoint: optional(found.device_authorization_endpoint),
    tokenEndpoint: check(found.token_endpoint),
    revocationEndpoint: optional(found.revocation_endpoint),
    sendsIssuer: found.authorization_response_iss_parameter_supported === true,
    hasOfflineAccess: Array.isArray(found.scopes_supported) && found.scopes_supported.includes('offline_access'),
  }
}

function issuersOf(resource: JsonObject | undefined): readonly string[] {
  const servers = resource?.authorization_servers
  return Array.isArray(servers) ? servers.filter((one) => typeof one === 'string') : []
}

/** Returns the failure of a server whose metadata has another URL. */
function otherUrl(url: string, resource: unknown): Failure {
  const own = String(resource).replace(/\/api$/, '')
  return new Failure(`The server at ${url} names another URL: ${own}.\nNext: taskpact login --url ${own}`)
}

/** Returns a URL that is safe to open and to send credentials to. Throws unless it is https, or http on this computer. */
export function checkedUrl(value: unknown, insecure: boolean): string {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new Failure(`The authorization server has an invalid URL: ${String(value)}`)
  }
  checkTransport(url.href, insecure)
  return value as string
}
