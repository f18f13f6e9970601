import * as z from 'zod'
import type { ProviderClaims } from './provider.js'

interface OpenIdClaims {
  readonly iss: string
  readonly sub: string
  readonly email?: unknown
  readonly email_verified?: unknown
  readonly name?: unknown
}

/** Returns the claims of an ID token (OpenID Connect Core 1.0, section 5.1). */
export function toOpenIdClaims({ iss, sub, email, email_verified, name }: OpenIdClaims): ProviderClaims {
  return { key: ['openid', iss, sub], email: email_verified === true ? textOf(email) : undefined, name: textOf(name) }
}

/** A number above 2^53 would not be the one that the provider sent. */
const subject = z.union([z.string().min(1), z.int().transform(String)])
const User = z.union([z.looseObject({ sub: subject }), z.looseObject({ id: subject })])
const Emails = z.array(z.looseObject({ email: z.string(), primary: z.boolean().optional(), verified: z.boolean() }))

/** Returns the claims of a user in the format of OpenID Connect or GitHub, or undefined if it has no id. */
export function toOAuthClaims(provider: string, user: unknown, emails: unknown): ProviderClaims | undefined {
  const parsed = User.safeParse(user)
  if (!parsed.success) return undefined
  const { sub, id, name, email, email_verified } = parsed.data as Record<string, unknown>
  const listed = Emails.safeParse(emails).data?.find(({ primary = false, verified }) => primary && verified)?.email
  const own = email_verified === true ? textOf(email) : undefined
  return {
    key: ['oauth', provider, String(sub ?? id)],
    email: emails === undefined ? own : listed,
    name: textOf(name),
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
