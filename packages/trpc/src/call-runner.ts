import { type ErrorTable, type Operation, quote, shorten } from '@taskpact/contract/core'
import { type Perform, ServiceError } from '@taskpact/engine'
import { resourceMetadataUrl } from '@taskpact/engine/http'
import { type AnyTRPCRouter, getTRPCErrorShape } from '@trpc/server'
import type { TrpcContext } from './create-trpc-router.js'
import { errorCodec } from './errors.js'
import type { ProcedureCall } from './parse-request.js'
import { failureHeaders } from './response-headers.js'
import { toCall } from './to-call.js'

/** The response to one call. */
export interface CallResponse {
  /** The HTTP status of a failure. Undefined for a success. */
  readonly status?: number
  /** The envelope of tRPC. */
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** The last revision of the user that the call took. */
  readonly revision?: number | undefined
}

export interface RunnerOptions {
  readonly operations: readonly Operation[]
  readonly errors: ErrorTable
  readonly perform: Perform
  readonly onInternalError: (error: unknown, requestId: string) => void
  readonly resource?: string | undefined
}

/** Runs calls of a router and wraps their outcomes in the envelopes of tRPC. */
export function callRunner(
  router: AnyTRPCRouter,
  { operations, errors, perform, onInternalError, resource }: RunnerOptions,
) {
  const byName = new Map(operations.map((operation) => [operation.name, operation]))
  const { toTrpcError } = errorCodec(errors)

  function refuse(failure: ServiceError<string>, ctx: TrpcContext, operation?: Operation, path?: string): CallResponse {
    if (failure.isInternal) onInternalError(failure, ctx.request.requestId)
    const error = getTRPCErrorShape({
      config: router._def._config,
      error: toTrpcError(failure),
      type: operation ? procedureType(operation) : 'unknown',
      path: operation?.name ?? path,
      input: undefined,
      ctx,
    })
    return {
      status: error.data.httpStatus,
      body: { error },
      headers: failureHeaders(failure, resourceMetadataUrl(ctx.request.baseUrl, resource)),
    }
  }

  async function run({ path, input }: ProcedureCall, method: string, ctx: TrpcContext): Promise<CallResponse> {
    const operation = byName.get(path)
    if (!operation)
      return refuse(
        new ServiceError('not_found', `No procedure found on path "${quote(path)}".`),
        ctx,
        undefined,
        shorten(path),
      )
    const { kind } = operation
    if (method !== (kind === 'mutation' ? 'POST' : 'GET')) {
      const detail = `${method} is not supported by the ${procedureType(operation)} "${path}".`
      return refuse(new ServiceError('method_not_allowed', detail), ctx, operation)
    }
    if (kind === 'stream')
      return refuse(
        new ServiceError('invalid_input', `The subscription "${path}" cannot be in a batch.`),
        ctx,
        operation,
      )
    try {
      const result = await perform(toCall(operation, ctx, input))
      ctx.request.applyEffects(result)
      return { body: { result: { data: result.output } }, revision: result.revision }
    } catch (error) {
      const failure = ServiceError.from(error)
      ctx.request.applyEffects(failure.effects)
      return refuse(failure, ctx, operation)
    }
  }

  return { run, refuse }
}

function procedureType({ kind }: Operation): 'query' | 'mutation' | 'subscription' {
  return kind === 'stream' ? 'subscription' : kind
}
