import type { Operation } from '@taskpact/contract'
import {
  type AnyStep,
  type Caller,
  type CallRequest,
  type CallState,
  type Effects,
  ServiceError,
} from '@taskpact/engine'

/**
 * Returns a function that counts a request that calls no operation, by the rate limit of calls. Rejects with `rate_limited` and its status.
 * Default: as a read.
 */
export function requestCounter(
  rateLimit: AnyStep,
  limit: Operation['metadata']['limit'] = 'read',
): (caller: Caller | undefined, request: CallRequest) => Promise<Effects> {
  const operation = { metadata: { limit } } as Operation
  const count = rateLimit(async () => ({ output: undefined }))
  return async (caller, request) => {
    const effects: Effects = {}
    try {
      // The rate limit reads nothing else of a call.
      await count({ operation, caller, request, effects } as CallState<never>)
      return effects
    } catch (error) {
      throw ServiceError.from(error).withEffects(effects)
    }
  }
}
