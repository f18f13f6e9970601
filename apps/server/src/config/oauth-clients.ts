import * as z from 'zod'

/** An app that the operator has registered. Public, unless it has a secret. */
export interface OAuthClient {
  readonly clientId: string
  readonly name: string
  readonly redirectUris: readonly string[]
  readonly clientSecret?: string | undefined
  /** Whether it may get a code for a device without a browser. */
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

/** The apps in a JSON array. Issues name the app and the field, and never contain a value, which could be a secret. */
export const oauthClients = z.string().transform((text, ctx): readonly OAuthClient[] => {
  const listed = parse(text)
  if (!Array.isArray(listed)) {
    ctx.addIssue('Must be a JSON array of objects')
    return z.NEVER
  }
  const clients = listed.map((item: unknown, index) => {
    const result = client.safeParse(item)
    for (const { path, message } of result.error?.issues ?? [])
      ctx.addIssue(`${[`App ${index + 1}`, ...path].join(', ')}: ${message}`)
    return result.data
  })
  const ids = clients.flatMap((client) => client?.clientId ?? [])
  const repeated = ids.filter((id, index) => ids.indexOf(id) !== index)
  for (const id of new Set(repeated)) ctx.addIssue(`Several apps have the clientId ${id}`)
  return clients.filter((client) => client !== undefined)
})

/** Returns undefined for text that is no JSON. The error of `JSON.parse` quotes it. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Returns whether a network between cannot read a code that is sent there (RFC 8252, section 7). */
function isRedirectUri(text: string): boolean {
  if (!URL.canParse(text) || text.includes('#')) return false
  const { protocol, hostname } = new URL(text)
  if (protocol === 'http:') return /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname)
  // A scheme of an app is a reversed domain (RFC 8252, section 7.1).
  return protocol === 'https:' || /^[a-z][a-z\d+-]*(\.[a-z\d+-]+)+:$/.test(protocol)
}
