import { challengeOf, deprecationHeaders, type Operation } from '@taskpact/contract/core'
import type { ServiceError } from '@taskpact/engine'

type Headers = Readonly<Record<string, string>>

/** The headers that a failure adds to the response. `resourceMetadata` is the URL of the metadata that a challenge names (RFC 9728). */
export function failureHeaders(failure: ServiceError<string>, resourceMetadata?: string): Headers {
  const { retryAfter } = failure
  const challenge = challengeOf(failure, resourceMetadata)
  return {
    ...(challenge !== undefined && { 'WWW-Authenticate': challenge }),
    ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
  }
}

/** The headers of a deprecated operation. Its successor is next to it in the URL. */
export function deprecationOf({ metadata: { deprecated } }: Operation): Headers {
  return deprecated ? deprecationHeaders(deprecated, deprecated.use) : {}
}
