import type { OAuthClientProvider } from '@modelcontextprotocol/client'
import { allow, type Person } from './oauth-server.js'
import { createPageBrowser } from './page-browser.js'

type Stored<K extends 'tokens' | 'clientInformation'> = Awaited<ReturnType<OAuthClientProvider[K]>>
type Discovery = Awaited<ReturnType<NonNullable<OAuthClientProvider['discoveryState']>>>

export interface McpAppOptions {
  /** The user, who allows everything. */
  readonly person: Person
  readonly origin: string
  /** The URL of the metadata document. Default: the app registers itself. */
  readonly documentUrl?: string
  /** The scopes of the first authorization. Default: those that the server names. */
  readonly firstScope?: string
}

/** An app with an MCP client, for both versions of the official client. */
export interface McpApp extends OAuthClientProvider {
  /** The scopes that the user was asked for, one entry per authorization. */
  readonly asked: readonly string[]
  /** The parameters of the last redirect to the app. */
  callback(): URLSearchParams
  forgetTokens(): void
}

export const appMetadata = {
  client_name: 'Assistant',
  redirect_uris: ['http://127.0.0.1:33418/callback'],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
}

export function createMcpApp({ person, origin, documentUrl, firstScope }: McpAppOptions): McpApp {
  const browser = createPageBrowser(origin)
  const asked: string[] = []
  let client: Stored<'clientInformation'>
  let tokens: Stored<'tokens'>
  let discovery: Discovery
  let verifier = ''
  let callback = new URLSearchParams()
  return {
    asked,
    callback: () => callback,
    forgetTokens: () => {
      tokens = undefined
    },
    redirectUrl: appMetadata.redirect_uris[0] as string,
    clientMetadata: appMetadata,
    ...(documentUrl !== undefined && { clientMetadataUrl: documentUrl }),
    clientInformation: () => client,
    saveClientInformation: (saved) => {
      client = saved
    },
    tokens: () => tokens,
    saveTokens: (saved) => {
      tokens = saved
    },
    discoveryState: () => discovery,
    saveDiscoveryState: (saved) => {
      discovery = saved
    },
    saveCodeVerifier: (saved) => {
      verifier = saved
    },
    codeVerifier: () => verifier,
    async redirectToAuthorization(url) {
      if (firstScope !== undefined && asked.length === 0) url.searchParams.set('scope', firstScope)
      asked.push(url.searchParams.get('scope') ?? '')
      const result = await allow(browser, await browser.open(url.href), person)
      callback = result.searchParams
    },
  }
}
