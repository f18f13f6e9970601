import { identityLimits } from '@taskpact/contract'
import type { ProviderSettings } from '@taskpact/service'
import * as z from 'zod'

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

/** The identity providers in a JSON array. Issues name the provider and the field, and never contain a value, which could be a secret. */
export const identityProviders = z.string().transform((text, ctx): readonly ProviderSettings[] => {
  const listed = parse(text)
  if (!Array.isArray(listed)) {
    ctx.addIssue('Must be a JSON array of objects')
    return z.NEVER
  }
  if (listed.length > identityLimits.providers) ctx.addIssue(`Must have at most ${identityLimits.providers} providers`)
  const providers = listed.map((item: unknown, index) => {
    const isOAuth = typeof item === 'object' && item !== null && 'authorizationEndpoint' in item
    const result = (isOAuth ? oauth : openId).safeParse(item)
    for (const { path, message } of result.error?.issues ?? [])
      ctx.addIssue(`${[`Provider ${index + 1}`, ...path].join(', ')}: ${message}`)
    return result.data
  })
  const ids = providers.flatMap((provider) => provider?.id ?? [])
  const repeated = ids.filter((id, index) => ids.indexOf(id) !== index)
  for (const id of new Set(repeated)) ctx.addIssue(`Several providers have the id ${id}`)
  return providers.filter((provider) => provider !== undefined)
})

/** Returns undefined for text that is no JSON. The error of `JSON.parse` quotes it. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Returns whether a network between cannot read or change what is sent to a URL. */
function isSecure(text: string): boolean {
  const { protocol, hostname, username, hash } = URL.canParse(text) ? new URL(text) : ({} as Partial<URL>)
  if (username !== '' || hash !== '') return false
  return protocol === 'https:' || (protocol === 'http:' && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname ?? ''))
}
