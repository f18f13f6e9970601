import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { ServiceError } from './service-error.js'

/** A fixed window per key, which starts with the first point consumed. */
export interface LimiterOptions {
  /** Prefix of the keys; unique among limiters. */
  readonly name: string
  readonly points: number
  readonly seconds: number
}

export type Limiter = Pick<RateLimiterAbstract, 'consume' | 'get' | 'reward'>

/** Creates a limiter that counts in this process, or one that shares its counters with other instances. */
export type CreateLimiter = (options: LimiterOptions) => Limiter

/** Creates a limiter that counts in this process alone. */
export const createMemoryLimiter: CreateLimiter = ({ name, points, seconds }) =>
  new RateLimiterMemory({ keyPrefix: name, points, duration: seconds })

/** Returns `rate_limited` for what a limiter rejects with, and anything else unchanged. */
export function toRateLimited(reason: unknown, sentence: string): unknown {
  if (!(reason instanceof RateLimiterRes)) return reason
  return new ServiceError('rate_limited', sentence, { retryAfter: Math.max(1, Math.ceil(reason.msBeforeNext / 1000)) })
}
