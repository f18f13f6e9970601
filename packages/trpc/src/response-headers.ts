import { challengeOf, deprecationHeaders, type Operation } from '@taskpact/contract/core'
import type { ServiceError } from '@taskpact/engine'

type Headers = Readonly<Record<string, string>>

/** The headers that a failure adds to the response. */
export function failureHeaders({ code, retryAfter }: ServiceError<string>): Headers {
  const challenge = challengeOf(code)
  return {
    ...(challenge !== undefined && { 'WWW-Authenticate': challenge }),
    ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
  }
}

/** The headers of a deprecated operation. Its successor is next to it in the URL. */
export function deprecationOf({ metadata: { deprecated } }: Operation): Headers {
  return deprecated ? deprecationHeaders(deprecated, deprecated.use) : {}
}
