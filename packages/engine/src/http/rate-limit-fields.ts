import type { RateLimitStatus } from '../call.js'

/** The response fields `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers). */
export interface RateLimitFields {
  /** Adds the status of one call; of a policy, the one with the least remaining counts. */
  add(status: RateLimitStatus): void
  readonly policy: string
  readonly limit: string
}

/** Lists the status of each policy, because a batch can contain calls of several. */
export function rateLimitFields(): RateLimitFields {
  const statuses: RateLimitStatus[] = []
  return {
    add(status) {
      const index = statuses.findIndex(({ policy }) => policy === status.policy)
      const previous = statuses[index]
      if (!previous) statuses.push(status)
      else if (status.remaining < previous.remaining) statuses[index] = status
    },
    get policy() {
      return statuses.map(({ policy, quota, windowSeconds: w }) => `"${policy}";q=${quota};w=${w}`).join(', ')
    },
    get limit() {
      return statuses.map(({ policy, remaining, resetSeconds: t }) => `"${policy}";r=${remaining};t=${t}`).join(', ')
    },
  }
}
