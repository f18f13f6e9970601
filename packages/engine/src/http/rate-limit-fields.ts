import type { RateLimitStatus } from '../call.js'

/** The values of the response fields `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers). */
export interface RateLimitFields {
  readonly policy: string
  readonly limit: string
}

/**
 * Returns the fields for the statuses of the calls in one request. A batch can contain calls of several policies; of each, the status
 * with the least remaining counts.
 */
export function rateLimitFields(statuses: readonly RateLimitStatus[]): RateLimitFields {
  let policies = ''
  let limits = ''
  for (const [index, status] of statuses.entries()) {
    if (statuses.length > 1 && isSuperseded(index, status, statuses)) continue
    const { policy, quota, windowSeconds, remaining, resetSeconds } = status
    const separator = policies === '' ? '' : ', '
    policies += `${separator}"${policy}";q=${quota};w=${windowSeconds}`
    limits += `${separator}"${policy}";r=${remaining};t=${resetSeconds}`
  }
  return { policy: policies, limit: limits }
}

/** Whether another status of the same policy has less remaining, or came first with as much. */
function isSuperseded(index: number, status: RateLimitStatus, statuses: readonly RateLimitStatus[]): boolean {
  return statuses.some(
    (other, at) =>
      other.policy === status.policy &&
      (other.remaining < status.remaining || (other.remaining === status.remaining && at < index)),
  )
}
