import * as z from 'zod'
import { jsonList } from './json-list.js'
import { isLoopbackHost } from './loopback.js'

/** An app that the operator has registered. It is a public client unless it has a secret (RFC 6749, section 2.1). */
export interface OAuthClient {
  readonly clientId: string
  readonly name: string
  readonly redirectUris: readonly string[]
  readonly clientSecret?: string | undefined
  /** Whether it can connect devices without a browser (RFC 8628). */
  readonly allowsDevices: boolean
}

const client = z.strictObject({
  clientId: z
    .string()
    .regex(/^[\w.-]{1,100}$/, { error: 'Must have 1 to 100 letters, digits, dots, hyphens and underscores' })
    .refine((id) => !id.startsWith('taskpact-'), {
      error: 'Must not begin with taskpact-, as the apps of this project',
    }),
  name: z.string().min(1).max(100),
  redirectUris: z
    .array(
      z.string().refine(isRedirectUri, { error: 'Must be an https URL, an http URL of this machine, or of an app' }),
    )
    .min(1)
    .max(20),
  clientSecret: z.string().min(32, { error: 'Must have at least 32 characters' }).optional(),
  allowsDevices: z.boolean().default(false),
})

/** The apps in a JSON array. */
export const oauthClients = jsonList<OAuthClient>({ names: ['App', 'apps'], schemaOf: () => client, key: 'clientId' })

/** Returns whether a code that is sent to a URL is safe from the network (RFC 8252, section 7). */
function isRedirectUri(text: string): boolean {
  if (!URL.canParse(text) || text.includes('#')) return false
  const { protocol, hostname } = new URL(text)
  if (protocol === 'http:') return isLoopbackHost(hostname)
  // A private-use scheme is a reversed domain name (RFC 8252, section 7.1).
  return protocol === 'https:' || /^[a-z][a-z\d+-]*(\.[a-z\d+-]+)+:$/.test(protocol)
}
