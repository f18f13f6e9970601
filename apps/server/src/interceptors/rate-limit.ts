import type { Metadata } from '@taskpact/contract'
import {
  type AnyStep,
  type CreateLimiter,
  clientNetwork,
  type Limiter,
  limitOwner,
  type RateLimitStatus,
  toRateLimited,
} from '@taskpact/engine'
import type { RateLimiterRes } from 'rate-limiter-flexible'
import type { Env } from '../config/env.js'
import { renewedSession, type SessionOf } from './renewed-session.js'

type LimitClass = Exclude<Metadata['limit'], 'none'>

interface Options {
  /** Requests per minute of each class. 0 disables the limit. */
  readonly perMinute: Readonly<Record<LimitClass, number>>
  readonly createLimiter: CreateLimiter
  readonly sessionOf: SessionOf
  readonly onRefused?: (limit: LimitClass) => void
}

const windowSeconds = 60

/**
 * Counts each call with those of its class that the same user, or the same personal access token, made on any transport, also if it is
 * refused later. A request without a valid token is counted by client network. Renewals are counted by session, so that colleagues behind
 * one address do not share a limit. Throws `rate_limited` above the limit.
 */
export function rateLimit({ perMinute, createLimiter, sessionOf, onRefused }: Options): AnyStep {
  const limits = new Map<string, Limit>()
  for (const [policy, quota] of Object.entries(perMinute)) {
    const options = { name: `calls-${policy}`, points: quota, seconds: windowSeconds }
    if (quota > 0) limits.set(policy, { policy, quota, limiter: createLimiter(options) })
  }

  return (next) => async (call) => {
    const policy = call.operation.metadata.limit
    const limit = limits.get(policy)
    if (policy === 'none' || limit === undefined) return await next(call)
    const { caller, request } = call
    const owner = policy === 'renewal' ? await renewedSession(call, sessionOf) : caller && limitOwner(caller)
    const key = owner ?? `address ${clientNetwork(request.client.ip ?? '')}`
    try {
      call.effects.rateLimit = statusOf(limit, await limit.limiter.consume(key))
    } catch (reason) {
      const failure = toRateLimited(reason, 'Too many requests. Try again later.')
      if (failure === reason) throw reason
      call.effects.rateLimit = statusOf(limit, reason as RateLimiterRes) // `toRateLimited` returns every other reason unchanged
      onRefused?.(policy)
      throw failure
    }
    return await next(call)
  }
}

interface Limit {
  readonly policy: string
  readonly quota: number
  readonly limiter: Limiter
}

function statusOf({ policy, quota }: Limit, { remainingPoints, msBeforeNext }: RateLimiterRes): RateLimitStatus {
  const resetSeconds = Math.max(0, Math.ceil(msBeforeNext / 1000))
  return { policy, quota, windowSeconds, remaining: remainingPoints, resetSeconds }
}

export function limitsOf(env: Env): Options['perMinute'] {
  return {
    read: env.RATE_LIMIT_READ,
    write: env.RATE_LIMIT_WRITE,
    credentials: env.RATE_LIMIT_CREDENTIALS,
    renewal: env.RATE_LIMIT_RENEWAL,
  }
}
