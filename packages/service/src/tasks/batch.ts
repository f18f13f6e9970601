import {
  type BatchOperation,
  type BatchResult,
  type Contract,
  tasks as routes,
  successStatus,
  toProblem,
} from '@taskpact/contract'
import { inTransaction } from '@taskpact/engine'
import type { Context, Service, UserContext } from '../context.js'
import { ServiceError, toServiceError } from '../service-error.js'

type Tasks = Service<Contract>['tasks']
type Single = Pick<Tasks, 'create' | 'update' | 'complete' | 'remove'>
type Task = NonNullable<BatchResult['task']>

/** Creates the handler that applies several changes in order, in one transaction. */
export function createBatch(single: Single): Tasks['batch'] {
  return async ({ userId, operations, atomic }, ctx) => {
    const results = await inTransaction(ctx, async (tx) => {
      const results: BatchResult[] = []
      for (const [index, operation] of operations.entries()) {
        const run = atomic ? failBatchAt(index) : runInSavepoint
        results.push(await run(tx, (changeCtx) => applyChange(single, operation, userId, changeCtx)))
      }
      return results
    })
    return { results }
  }
}

type Change = (ctx: UserContext) => Promise<BatchResult>

async function applyChange(
  single: Single,
  operation: BatchOperation,
  userId: string,
  ctx: UserContext,
): Promise<BatchResult> {
  const { op, ...input } = operation
  const task = await (single[op] as (input: object, ctx: Context) => Promise<Task | undefined>)(
    { ...input, userId },
    ctx,
  )
  return { status: successStatus(routes[op]), ...(task && { task }) }
}

/** Returns a function that runs a change, and fails the whole batch if the change fails. */
function failBatchAt(index: number) {
  return async (ctx: UserContext, change: Change): Promise<BatchResult> => {
    try {
      return await change(ctx)
    } catch (error) {
      throw toBatchError(index, toServiceError(error))
    }
  }
}

/** Returns the error of a change as the error of its batch, with a field error that points to the change. */
function toBatchError(index: number, failure: ServiceError): ServiceError {
  const { code, message, facts } = failure
  if (isBatchWide(failure)) return failure
  const errors = [{ in: 'body' as const, pointer: `/operations/${index}`, message }]
  return new ServiceError(code, `Change ${index + 1} failed, so no change was applied. ${message}`, {
    cause: failure,
    errors,
    ...(facts && { facts }),
  })
}

/** Returns whether a failure is not caused by one change: the database is unreachable, or the account was deleted. */
function isBatchWide({ isInternal, code }: ServiceError): boolean {
  return isInternal || code === 'invalid_token'
}

/** Runs a change in a savepoint, so that a failure rolls back this change only. */
async function runInSavepoint(ctx: UserContext, change: Change): Promise<BatchResult> {
  try {
    return await inTransaction(ctx, change)
  } catch (error) {
    const failure = toServiceError(error)
    if (isBatchWide(failure)) throw failure
    const problem = toProblem(failure, ctx.requestId)
    return { status: problem.status, problem }
  }
}
