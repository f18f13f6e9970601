import type { Operation } from '@taskpact/contract/core'
import { type Call, ServiceError } from '@taskpact/engine'
import type { TrpcContext } from './create-trpc-router.js'

/** Turns a procedure call into a call of the engine. */
export function toCall(operation: Operation, context: TrpcContext, input: () => Promise<unknown>): Call {
  return {
    operation,
    transport: 'trpc',
    token: context.token,
    request: context.request,
    rawInput: async () => ({ fields: await readable(input) }),
  }
}

async function readable(input: () => Promise<unknown>): Promise<unknown> {
  try {
    return await input()
  } catch (error) {
    // tRPC wraps what its own reader throws.
    throw error instanceof ServiceError ? error : new ServiceError('invalid_json', 'The request contains invalid JSON.')
  }
}
