import { challengeOf } from '@taskpact/contract'
import type { ServiceError } from '@taskpact/service'

/** An answer has each header once, so in a batch the first failure that has one speaks for all. */
export function failureHeaders(failures: readonly ServiceError[]): Record<string, string> {
  const challenge = failures.map(({ code }) => challengeOf(code)).find((one) => one !== undefined)
  const retryAfter = failures.find((failure) => failure.retryAfter !== undefined)?.retryAfter
  return {
    ...(challenge !== undefined && { 'www-authenticate': challenge }),
    ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
  }
}
