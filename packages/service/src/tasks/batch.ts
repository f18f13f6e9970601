import {
  type BatchOperation,
  type BatchResult,
  type Contract,
  tasks as routes,
  successStatus,
  toProblem,
} from '@taskpact/contract'
import { inTransaction } from '@taskpact/engine'
import type { Service, UserContext } from '../context.js'
import { ServiceError, toServiceError } from '../service-error.js'
import { retryUntilWritten, type Write } from './task-errors.js'

type Tasks = Service<Contract>['tasks']
type Task = NonNullable<BatchResult['task']>

/** Defines the statement of each change that a batch can contain. */
export type TaskWrites = {
  readonly [Op in BatchOperation['op']]: (input: Parameters<Tasks[Op]>[0], ctx: UserContext) => Write<Task>
}

/** Creates the handler that applies several changes in order, in one transaction. */
export function createBatch(writes: TaskWrites): Tasks['batch'] {
  return async ({ userId, operations, atomic }, ctx) => {
    const toWrite = (operation: BatchOperation) => {
      const { op, ...input } = operation
      return (ctx: UserContext) => writes[op]({ ...input, userId } as never, ctx) // the input of `op`
    }
    const changes = operations.map((operation) => ({ op: operation.op, toWrite: toWrite(operation) }))
    const applied = (await applyTogether(changes, ctx)) ?? (await applyOneByOne(changes, atomic, ctx))
    const revision = Math.max(...applied.map(({ revision }) => revision ?? 0))
    return { results: applied.map(({ result }) => result), ...(revision > 0 && { revision }) }
  }
}

interface Applied {
  readonly result: BatchResult
  /** Undefined if the change failed. */
  readonly revision?: number
}

interface Change {
  readonly op: BatchOperation['op']
  readonly toWrite: (ctx: UserContext) => Write<Task>
}

/**
 * Sends the statements of all changes without waiting in between, which takes one round trip instead of one for each change.
 * Returns undefined, with nothing applied, unless all of them write: only one by one can a failed change be judged by the state
 * that it met.
 */
async function applyTogether(changes: readonly Change[], ctx: UserContext): Promise<Applied[] | undefined> {
  try {
    return await inTransaction(ctx, (inside) =>
      Promise.all(
        changes.map(async ({ op, toWrite }) => {
          const [task] = await toWrite(inside).send()
          if (!task) throw notAllWritten
          return toApplied(op, task)
        }),
      ),
    )
  } catch (error) {
    if (error !== notAllWritten && isBatchWide(toServiceError(error))) throw error
    return undefined
  }
}

const notAllWritten = new Error('A change of the batch wrote nothing')

function applyOneByOne(changes: readonly Change[], atomic: boolean, ctx: UserContext): Promise<Applied[]> {
  return inTransaction(ctx, async (inside) => {
    const all: Applied[] = []
    let firstRevision = Number.POSITIVE_INFINITY
    for (const [index, { op, toWrite }] of changes.entries()) {
      const run = atomic ? failBatchAt(index, firstRevision) : runInSavepoint
      const apply: Apply = async (ctx) => {
        const task = await retryUntilWritten(toWrite(ctx))
        firstRevision = Math.min(firstRevision, task.revision)
        return toApplied(op, task)
      }
      all.push(await run(inside, apply))
    }
    return all
  })
}

function toApplied(op: BatchOperation['op'], task: Task): Applied {
  return { result: { status: successStatus(routes[op]), ...(op !== 'remove' && { task }) }, revision: task.revision }
}

type Apply = (ctx: UserContext) => Promise<Applied>

/**
 * Returns a function that runs a change, and fails the whole batch if the change fails. `firstRevision` is the first one of the
 * batch.
 */
function failBatchAt(index: number, firstRevision: number) {
  return async (ctx: UserContext, apply: Apply): Promise<Applied> => {
    try {
      return await apply(ctx)
    } catch (error) {
      throw toBatchError(index, toServiceError(error), firstRevision)
    }
  }
}

/**
 * Returns the error of a change as the error of its batch, with a field error that points to the change. A current revision from
 * `firstRevision` on is left out, because the batch is rolled back.
 */
function toBatchError(index: number, failure: ServiceError, firstRevision: number): ServiceError {
  const { code, message, facts } = failure
  if (isBatchWide(failure)) return failure
  const isKept = (facts?.currentRevision ?? 0) < firstRevision
  const errors = [{ in: 'body' as const, pointer: `/operations/${index}`, code: 'failed' as const, message }]
  return new ServiceError(code, `Change ${index + 1} failed, so no change was applied. ${message}`, {
    cause: failure,
    errors,
    ...(facts && isKept && { facts }),
  })
}

/** Returns whether a failure is not caused by one change: the database is unreachable, or the account was deleted. */
function isBatchWide({ isInternal, code }: ServiceError): boolean {
  return isInternal || code === 'invalid_token'
}

/** Runs a change in a savepoint, so that a failure rolls back this change only. */
async function runInSavepoint(ctx: UserContext, apply: Apply): Promise<Applied> {
  try {
    return await inTransaction(ctx, apply)
  } catch (error) {
    const failure = toServiceError(error)
    if (isBatchWide(failure)) throw failure
    const problem = toProblem(failure, ctx.requestId)
    return { result: { status: problem.status, problem } }
  }
}
