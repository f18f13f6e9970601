import type { Operation } from '@taskpact/contract'
import {
  type AnyStep,
  type Caller,
  type CallRequest,
  type CallState,
  type Effects,
  ServiceError,
} from '@taskpact/engine'

/** A request that calls no operation counts as a read. */
const operation = { metadata: { limit: 'read' } } as Operation

/** Returns a function that counts a request of a caller by the rate limit of calls. Rejects with `rate_limited` and its status. */
export function requestCounter(
  rateLimit: AnyStep,
): (caller: Caller | undefined, request: CallRequest) => Promise<Effects> {
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
