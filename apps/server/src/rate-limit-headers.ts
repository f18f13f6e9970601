import type { Allowance } from '@taskpact/service'
import type { Response } from 'express'

/**
 * Tells in the answer what the calls of a request counted as: `RateLimit` and `RateLimit-Policy`
 * (draft-ietf-httpapi-ratelimit-headers), each a list, for a tRPC batch may hold calls of several classes.
 */
export function rateLimitHeaders(res: Response): (allowance: Allowance) => void {
  const told = new Map<string, Allowance>()
  return (allowance) => {
    const before = told.get(allowance.policy)
    if (before && before.remaining <= allowance.remaining) return
    told.set(allowance.policy, allowance)
    if (res.headersSent) return
    const all = [...told.values()]
    const policies = all.map(({ policy, quota, windowSeconds }) => `"${policy}";q=${quota};w=${windowSeconds}`)
    const left = all.map(({ policy, remaining, resetSeconds }) => `"${policy}";r=${remaining};t=${resetSeconds}`)
    res.setHeader('RateLimit-Policy', policies.join(', ')).setHeader('RateLimit', left.join(', '))
  }
}
