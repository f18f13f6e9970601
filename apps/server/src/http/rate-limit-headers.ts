import type { Allowance } from '@taskpact/service'
import type { Response } from 'express'

/**
 * Tells in the answer what the calls of a request counted as: `RateLimit` and `RateLimit-Policy`
 * (draft-ietf-httpapi-ratelimit-headers), each a list, for a tRPC batch may hold calls of several classes.
 */
export function rateLimitHeaders(res: Response): (allowance: Allowance) => void {
  const told: Allowance[] = []
  return (allowance) => {
    const index = told.findIndex(({ policy }) => policy === allowance.policy)
    const before = told[index]
    if (before && before.remaining <= allowance.remaining) return
    if (before) told[index] = allowance
    else told.push(allowance)
    if (!res.headersSent) setBoth(res, told.map(policyOf).join(', '), told.map(leftOf).join(', '))
  }
}

function policyOf({ policy, quota, windowSeconds }: Allowance): string {
  return `"${policy}";q=${quota};w=${windowSeconds}`
}

function leftOf({ policy, remaining, resetSeconds }: Allowance): string {
  return `"${policy}";r=${remaining};t=${resetSeconds}`
}

function setBoth(res: Response, policy: string, left: string): void {
  const { head } = res.locals
  if (!head) return void res.setHeader('RateLimit-Policy', policy).setHeader('RateLimit', left)
  head['RateLimit-Policy'] = policy
  head.RateLimit = left
}
