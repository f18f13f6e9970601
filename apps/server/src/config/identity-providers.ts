import { identityLimits } from '@taskpact/contract'
import type { ProviderSettings } from '@taskpact/service'
import * as z from 'zod'
import { jsonList } from './json-list.js'
import { isLoopbackHost } from './loopback.js'

const url = z.string().refine(isSecure, { error: 'Must be an https URL, or an http URL of this machine' })

const common = {
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, { error: 'Must have 1 to 32 characters: a to z, 0 to 9 and -' }),
  name: z.string().min(1).max(100),
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  scope: z.string().min(1).optional(),
}
const openId = z.strictObject({ ...common, issuer: url })
const oauth = z.strictObject({
  ...common,
  authorizationEndpoint: url,
  tokenEndpoint: url,
  userInfoEndpoint: url,
  emailsEndpoint: url.optional(),
})

/** The identity providers in a JSON array. */
export const identityProviders = jsonList<ProviderSettings>({
  names: ['Provider', 'providers'],
  schemaOf: (item) => (typeof item === 'object' && item !== null && 'authorizationEndpoint' in item ? oauth : openId),
  key: 'id',
  maxItems: identityLimits.providers,
})

/** Returns whether a network between cannot read or change what is sent to a URL. */
function isSecure(text: string): boolean {
  const { protocol, hostname, username, hash } = URL.canParse(text) ? new URL(text) : ({} as Partial<URL>)
  if (username !== '' || hash !== '') return false
  return protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname ?? ''))
}
