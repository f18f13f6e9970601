import type { Allowance } from '@taskpact/service'
import type { Response } from 'express'

/**
 * Tells in the answer what the calls of a request counted as: `RateLimit` and `RateLimit-Policy`
 * (draft-ietf-httpapi-ratelimit-headers), each a list, for a tRPC batch may hold calls of several classes.
 */
export function rateLimitHeaders(res: Response): (allowance: Allowance) => void {
  let told: Allowance[] | undefined
  return (allowance) => {
    const others = told?.filter(({ policy }) => policy !== allowance.policy) ?? []
    const before = told?.find(({ policy }) => policy === allowance.policy)
    if (before && before.remaining <= allowance.remaining) return
    told = [...others, allowance]
    if (res.headersSent) return
    const policies = told.map(({ policy, quota, windowSeconds }) => `"${policy}";q=${quota};w=${windowSeconds}`)
    const left = told.map(({ policy, remaining, resetSeconds }) => `"${policy}";r=${remaining};t=${resetSeconds}`)
    setBoth(res, policies.join(', '), left.join(', '))
  }
}

function setBoth(res: Response, policy: string, left: string): void {
  const { head } = res.locals
  if (!head) return void res.setHeader('RateLimit-Policy', policy).setHeader('RateLimit', left)
  head['RateLimit-Policy'] = policy
  head.RateLimit = left
}
