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

/** Runs several changes in one transaction, in their order. */
export function createBatch(single: Single): Tasks['batch'] {
  return async ({ userId, operations, atomic }, ctx) => {
    const results = await inTransaction(ctx, async (inside) => {
      const results: BatchResult[] = []
      for (const [index, operation] of operations.entries()) {
        const change = atomic ? orRefuseAll(index) : byItself
        results.push(await change(inside, (at) => make(single, operation, userId, at)))
      }
      return results
    })
    return { results }
  }
}

type Change = (ctx: UserContext) => Promise<BatchResult>

async function make(single: Single, operation: BatchOperation, userId: string, ctx: UserContext): Promise<BatchResult> {
  const { op, ...input } = operation
  const task = await (single[op] as (input: object, ctx: Context) => Promise<Task | undefined>)(
    { ...input, userId },
    ctx,
  )
  return { status: successStatus(routes[op]), ...(task && { task }) }
}

/** The first failure is that of the whole batch, and names the change that failed. */
function orRefuseAll(index: number) {
  return async (ctx: UserContext, change: Change): Promise<BatchResult> => {
    try {
      return await change(ctx)
    } catch (error) {
      throw at(index, toServiceError(error))
    }
  }
}

function at(index: number, failure: ServiceError): ServiceError {
  const { code, message, facts } = failure
  if (isOfWhole(failure)) return failure
  const errors = [{ in: 'body' as const, pointer: `/operations/${index}`, message }]
  return new ServiceError(code, `Nothing was changed, for change ${index + 1} failed. ${message}`, {
    cause: failure,
    errors,
    ...(facts && { facts }),
  })
}

/** Failures that are not caused by a single change: the database is unreachable, or the account was deleted. */
function isOfWhole({ isInternal, code }: ServiceError): boolean {
  return isInternal || code === 'invalid_token'
}

/** Runs a change in a savepoint, so that a failure undoes it alone. */
async function byItself(ctx: UserContext, change: Change): Promise<BatchResult> {
  try {
    return await inTransaction(ctx, change)
  } catch (error) {
    const failure = toServiceError(error)
    if (isOfWhole(failure)) throw failure
    const problem = toProblem(failure, ctx.requestId)
    return { status: problem.status, problem }
  }
}
