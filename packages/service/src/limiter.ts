import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { ServiceError } from './service-error.js'

/** So many of something in so long a time, counted by a key from its first one on. */
export interface LimiterOptions {
  /** Names what is counted, apart from all else that is. */
  readonly name: string
  readonly points: number
  readonly seconds: number
}

export type Limiter = Pick<RateLimiterAbstract, 'consume' | 'get' | 'reward'>

/** Decides where is counted: in this process, or where other processes and machines count too. */
export type CreateLimiter = (options: LimiterOptions) => Limiter

/** Counts in this process alone. */
export const createMemoryLimiter: CreateLimiter = ({ name, points, seconds }) =>
  new RateLimiterMemory({ keyPrefix: name, points, duration: seconds })

/** What a limiter rejects with, as the failure that callers are told of; anything else as it is. */
export function refusalOf(reason: unknown, sentence: string): unknown {
  if (!(reason instanceof RateLimiterRes)) return reason
  return new ServiceError('rate_limited', sentence, { retryAfter: Math.max(1, Math.ceil(reason.msBeforeNext / 1000)) })
}
