import { decodeJwt, decodeProtectedHeader, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'
import { ServiceError } from '../../service-error.js'
import { clockTolerance, invalidToken, toTokenError } from '../access-token.js'
import { type ExternalClaims, slashVariants, toExternalClaims } from '../external-token.js'
import type { Resources } from './resources.js'

/** The authorization server for apps, if it is not this service. */
export interface ExternalAppOptions {
  readonly issuer: string
  readonly keys: JWTVerifyGetKey
  readonly resources: Resources
}

/** The access tokens that another authorization server issues to apps. */
export interface ExternalAppTokens {
  /** Returns whether a token must be verified as one of them. Reads the token without verifying it. */
  matches(token: string): boolean
  /** Rejects with `token_expired`, `invalid_token`, or `unavailable` without the keys. */
  verify(token: string, now: Date): Promise<ExternalClaims>
}

/** The algorithms of RFC 7518, section 3.1, and RFC 9864 that have a public key. The key set limits each key to some of them. */
const algorithms = [
  ...['EdDSA', 'Ed25519', 'ES256', 'ES384', 'ES512'],
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
]
const accessTokenTypes = /^(application\/)?at\+jwt$/i
/** Access tokens of servers that do not follow RFC 9068 have the type JWT, or none. */
const plainTypes = /^jwt$/i

/** Creates the verifier of access tokens of an authorization server. They are for a resource of this service, and limited to scopes. */
export function createExternalAppTokens(
  { issuer, keys, resources }: ExternalAppOptions,
  expiryTolerance?: number,
): ExternalAppTokens {
  const issuers = slashVariants(issuer)
  const audiences = Object.values(resources) as string[]

  return {
    matches(token) {
      try {
        const { typ, alg } = decodeProtectedHeader(token)
        if (alg === 'HS256') return false // needs a shared secret, which the authorization server does not have
        if (typ !== undefined && accessTokenTypes.test(typ)) return true
        const payload = decodeJwt(token)
        return issuers.includes(payload.iss ?? '') && audienceOf(payload).some((name) => audiences.includes(name))
      } catch {
        return false
      }
    },

    async verify(token, now) {
      const { typ } = decodeProtectedHeader(token)
      if (typ !== undefined && !accessTokenTypes.test(typ) && !plainTypes.test(typ)) throw invalidToken()
      const options = {
        algorithms,
        issuer: issuers,
        audience: audiences,
        requiredClaims: ['sub', 'exp'],
        clockTolerance,
        currentDate: now,
      }
      const { payload } = await jwtVerify(token, keys, options).catch((error: unknown) => {
        throw toTokenError(error)
      })
      // A bound token is valid only with a proof of possession, which this service does not verify (RFC 7800, section 3.1).
      if (payload.cnf !== undefined) throw invalidToken()
      const app = { clientId: clientIdOf(payload), audience: audienceOf(payload) }
      if (isOfClient(payload, app.clientId))
        throw new ServiceError('invalid_token', 'Invalid token: it is for an app alone, not for a user.')
      const claims = toExternalClaims(payload, now, { expiryTolerance, isSharedSecret: false })
      // A token without scopes of this API can do nothing: the server may issue it to any of its clients.
      return { ...claims, scopes: claims.scopes ?? [], app }
    },
  }
}

function audienceOf({ aud }: JWTPayload): string[] {
  return aud === undefined ? [] : [aud].flat()
}

/** RFC 9068, section 2.2, names the claim `client_id`; some servers use `azp` of OpenID Connect Core 1.0, section 2. */
function clientIdOf({ client_id: clientId, azp }: JWTPayload): string | undefined {
  return [clientId, azp].find((claim) => typeof claim === 'string' && claim !== '') as string | undefined
}

/**
 * Whether a token was issued to an app for itself, by the client credentials grant. Its subject is the client (RFC 9068, section 2.2), to which
 * Auth0 appends a suffix.
 */
function isOfClient({ sub }: JWTPayload, clientId: string | undefined): boolean {
  return clientId !== undefined && (sub === clientId || sub === `${clientId}@clients`)
}
