import { type AppRouter, type Operation, ownerParameter, parseInput } from '@taskpact/contract/core'
import type { AnyStep, Call, CallState, Effects, Next, Result, Step } from './call.js'
import { CallContext, type Surroundings } from './call-context.js'
import type { Service } from './context.js'
import { createETags } from './etag.js'
import { executeIdempotent } from './idempotency.js'
import { openStreams } from './live/feeds.js'
import { createHub, type Hub } from './live/hub.js'
import { waitForChanges } from './live/wait-for-changes.js'
import { type ReplicaReads, readFromReplica } from './replica-reads.js'
import { invalidInput, ServiceError } from './service-error.js'
import {
  type AnyHandler,
  authenticate,
  authorize,
  handle,
  type Identify,
  notModifiedByRevision,
  type OnStep,
  parse,
  type StepName,
  serializeChanges,
} from './steps.js'
import type { Stores } from './stores.js'
import type { Transactional } from './transaction.js'
import { createUserQueue } from './user-queue.js'

/** Runs a call. The only way to an operation; rejects with a ServiceError and nothing else. */
export type Perform = (call: Call) => Promise<Result>

export interface PerformOptions<C extends AppRouter, Db> {
  readonly operations: readonly Operation[]
  readonly service: Service<C, Db>
  readonly db: Db
  readonly stores: Stores<Db>
  /** Default: everything is read from `db`. */
  readonly replicaReads?: ReplicaReads<Db> | undefined
  readonly identify: Identify<Db>
  /** Counts calls, also those that are refused later. Default: no limit. */
  readonly rateLimit?: AnyStep
  /** Steps around all others, the first one outermost. They see refused calls too. */
  readonly interceptors?: readonly AnyStep[]
  /** Wakes the calls that wait for changes. Default: one of its own. */
  readonly hub?: Hub
  /** Called when a step of a call begins, for tracing. Default: never, and the steps run without it. */
  readonly onStep?: OnStep | undefined
  /** Translates an exception of the database. Undefined means that it is unexpected. */
  readonly translateError?: (thrown: unknown) => ServiceError<string> | undefined
  /** Default: the system clock. */
  readonly now?: () => Date
}

/** Throws a TypeError that names the operation if the service lacks its handler. */
export function createPerform<C extends AppRouter, Db extends Transactional<Db>>(
  options: PerformOptions<C, Db>,
): Perform {
  const {
    operations,
    service,
    db,
    stores,
    replicaReads,
    identify,
    onStep,
    translateError,
    hub = createHub(),
    now = () => new Date(),
  } = options
  const { history = {} } = stores
  const etags = createETags(operations, history)
  const handled = operations.filter(({ kind }) => kind !== 'stream')
  const handlers = new Map(handled.map(({ name }) => [name, handlerOf<Db>(service, name)]))
  const toServiceError = (thrown: unknown) =>
    thrown instanceof ServiceError ? thrown : (translateError?.(thrown) ?? ServiceError.from(thrown))

  const named = (name: StepName, step: Step<Db>) => (onStep ? reported(name, step, onStep) : step)

  const steps: readonly Step<Db>[] = [
    ...(options.interceptors ?? []),
    translateErrors(toServiceError),
    named('authenticate', authenticate(identify)),
    ...(options.rateLimit ? [named('limit', options.rateLimit)] : []),
    named('authorize', authorize),
    named('parse', parse),
  ]
  const last = handle<Db>(handlers, etags, onStep)
  /** Streams read their pages by the handler alone: they have been admitted, and the rate limit counted them. */
  const ask = async (asked: Operation, fields: Readonly<Record<string, unknown>>, call: CallState<Db>) => {
    const parsed = parseInput(asked, fields)
    if (!parsed.success) throw invalidInput(parsed.errors)
    const state = toState({ ...call, operation: asked, stream: false }, { db, now, effects: {}, history })
    state.caller = call.caller
    state.context.caller = call.caller
    state.input = { ...parsed.input, [ownerParameter]: call.caller?.userId }
    return (await last(state)).output
  }
  const run = {
    query: compose(
      [
        ...steps,
        waitForChanges({ hub, identify, onStep, toServiceError }),
        named('revision', notModifiedByRevision(etags, stores.revisions)),
        ...(replicaReads ? [named('replica', readFromReplica(replicaReads))] : []),
      ],
      last,
    ),
    mutation: compose(
      [
        ...steps,
        named('queue', serializeChanges(createUserQueue())),
        named('idempotency', executeIdempotent(stores.idempotency)),
      ],
      last,
    ),
    stream: compose(steps, openStreams({ operations, hub, identify, toServiceError, ask })),
  }

  return async (call) => {
    const effects: Effects = {}
    const state = toState(call, { db, now, effects, history })
    try {
      const result = await run[call.operation.kind](state)
      if (result.revision !== undefined && !result.replayed) hub.wake(state.caller?.userId as string)
      return Object.assign(result, effects)
    } catch (error) {
      throw toServiceError(error).withEffects(effects)
    }
  }
}

function compose<Db>(steps: readonly Step<Db>[], last: Next<Db>): Next<Db> {
  return steps.reduceRight((next, step) => step(next), last)
}

function reported<Db>(name: StepName, step: Step<Db>, onStep: OnStep): Step<Db> {
  return (next) => {
    const run = step(next)
    return (call) => {
      onStep(name)
      return run(call)
    }
  }
}

/** Interceptors see ServiceErrors only. */
function translateErrors<Db>(toServiceError: (thrown: unknown) => ServiceError<string>): Step<Db> {
  return (next) => async (call) => {
    try {
      return await next(call)
    } catch (error) {
      throw toServiceError(error)
    }
  }
}

/** Every call has the same fields in the same order, whatever its transport: V8 then shares one hidden class. */
function toState<Db>(call: Call, surroundings: Surroundings<Db>): CallState<Db> {
  const { operation, transport, token, request, owner, ifNoneMatch, stream, rawInput } = call
  return {
    operation,
    transport,
    token,
    request,
    owner,
    ifNoneMatch,
    stream: stream ?? false,
    rawInput,
    caller: undefined,
    refusal: undefined,
    input: {},
    idempotencyKey: undefined,
    context: new CallContext(request, surroundings),
    waitedMs: 0,
    effects: surroundings.effects,
  }
}

function handlerOf<Db>(service: object, name: string): AnyHandler<Db> {
  const handler = name.split('.').reduce<unknown>((part, key) => (part as Record<string, unknown>)?.[key], service)
  if (typeof handler !== 'function') throw new TypeError(`The service has no handler for ${name}`)
  return handler as AnyHandler<Db>
}
