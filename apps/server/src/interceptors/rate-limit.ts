import type { Metadata } from '@taskpact/contract'
import {
  type Caller,
  type Client,
  type CreateLimiter,
  type IdentifiedCall,
  type Interceptor,
  type Limiter,
  networkOf,
  refusalOf,
} from '@taskpact/service'
import type { RateLimiterRes } from 'rate-limiter-flexible'
import type { Env } from '../config/env.js'

type LimitClass = Exclude<Metadata['limit'], 'none'>

interface Options {
  /** Calls of each class in a minute; 0 for any number. */
  readonly perMinute: Readonly<Record<LimitClass, number>>
  readonly createLimiter: CreateLimiter
  readonly onRefused?: (limit: LimitClass) => void
}

const seconds = 60

/**
 * Counts each call with those of its class that the same caller made, on whatever transport, also when it is refused or invalid;
 * rejects with `rate_limited` where there are too many. Who has no valid token is counted by address.
 */
export function limitCalls({ perMinute, createLimiter, onRefused }: Options): Interceptor {
  const limiters = new Map<string, Limited>()
  for (const [name, quota] of Object.entries(perMinute)) {
    if (quota > 0)
      limiters.set(name, {
        policy: name,
        quota,
        limiter: createLimiter({ name: `calls-${name}`, points: quota, seconds }),
      })
  }

  return (next) => async (call) => {
    const policy = call.operation.metadata.limit
    const limited = limiters.get(policy)
    if (policy === 'none' || limited === undefined) return await next(call)
    try {
      tell(call.client, limited, await limited.limiter.consume(await keyOf(call)))
    } catch (reason) {
      const refusal = refusalOf(reason, 'Too many calls: try again later.')
      if (refusal === reason) throw reason
      tell(call.client, limited, reason as RateLimiterRes) // which alone is made into a refusal
      onRefused?.(policy)
      throw refusal
    }
    return await next(call)
  }
}

interface Limited {
  readonly policy: string
  readonly quota: number
  readonly limiter: Limiter
}

function tell(
  client: Client,
  { policy, quota }: Limited,
  { remainingPoints: remaining, msBeforeNext }: RateLimiterRes,
) {
  const resetSeconds = Math.max(0, Math.ceil(msBeforeNext / 1000))
  client.onAllowance?.({ policy, quota, windowSeconds: seconds, remaining, resetSeconds })
}

async function keyOf(call: IdentifiedCall): Promise<string> {
  let who: Caller | undefined
  try {
    who = await call.caller()
  } catch {
    // that it is nobody, the call itself will say
  }
  return who ? `user ${who.userId}` : `address ${networkOf(call.client.ip ?? '')}`
}

export function limitsOf(env: Env): Options['perMinute'] {
  return { read: env.RATE_LIMIT_READ, write: env.RATE_LIMIT_WRITE, credentials: env.RATE_LIMIT_CREDENTIALS }
}
