import { limits, type Operation, ownerParameter, parseInput, self } from '@taskpact/contract/core'
import type { Next, Result, Step } from './call.js'
import type { Caller, Client, Context } from './context.js'
import { type ETags, isListed } from './etag.js'
import { invalidInput, ServiceError } from './service-error.js'
import type { RevisionStore } from './stores.js'
import { encode } from './streaming.js'
import type { UserQueue } from './user-queue.js'

/** The steps of a call, by the names that `onStep` gets. `wait`, `revision` and `replica` belong to queries, `wait` to those that wait for a change; `queue` and `idempotency` to mutations. */
export type StepName =
  | 'authenticate'
  | 'limit'
  | 'authorize'
  | 'parse'
  | 'wait'
  | 'revision'
  | 'replica'
  | 'queue'
  | 'idempotency'
  | 'handler'
  | 'encode'

/** Called when a step begins. */
export type OnStep = (step: StepName) => void

export interface IdentifyContext<Db> {
  readonly db: Db
  readonly now: Date
  /** The transport of the call. A token can be limited to some of them. */
  readonly transport: string
  /** Undefined if a call or a stream is checked again. */
  readonly client?: Client
}

/** Returns the caller of a token. Rejects if the token is invalid. */
export type Identify<Db> = (token: string, ctx: IdentifyContext<Db>) => Promise<Caller>

/*
 * Steps that have nothing to do after the next one are not async: each async function costs a promise per request.
 */

/**
 * Finds out who calls, and whether the token allows the operation. A failure is kept for `authorize`, so that the rate limit counts the
 * request too.
 */
export function authenticate<Db>(identify: Identify<Db>): Step<Db> {
  return (next) => async (call) => {
    const { operation, token, context } = call
    if (operation.metadata.access === 'public') return await next(call)
    try {
      if (token === undefined) throw new ServiceError('unauthenticated', 'Sign in first: a bearer token is required.')
      const { transport, request } = call
      call.caller = await identify(token, { db: context.db, now: context.now(), transport, client: request.client })
      call.context.caller = call.caller
      requireScope(operation, call.caller)
    } catch (error) {
      call.refusal = error
    }
    return await next(call)
  }
}

/** Refuses a caller who is unknown, whose token does not allow the operation, or who is not the owner of the data. */
export function authorize<Db>(next: Next<Db>): Next<Db> {
  return (call) => {
    if (call.refusal) throw call.refusal
    if (call.caller) refuseOthers(call.operation, call.owner, call.caller)
    return next(call)
  }
}

/** Throws `insufficient_scope` if the token of the caller does not allow the operation. */
function requireScope({ metadata: { scope } }: Operation, { scopes }: Caller): void {
  if (scopes === undefined) return
  if (scope === null)
    throw new ServiceError(
      'insufficient_scope',
      'This operation refuses tokens with scopes: use the access token of a session.',
    )
  if (!scopes.includes(scope))
    throw new ServiceError('insufficient_scope', `The token lacks the scope \`${scope}\`.`, { facts: { scope } })
}

type Fields = Readonly<Record<string, unknown>> | null | undefined

/** Validates the input. If the owner is in the input, it is compared with the caller before anything else is said. */
export function parse<Db>(next: Next<Db>): Next<Db> {
  return async (call) => {
    const { operation, caller } = call
    const { fields, errors } = await call.rawInput(call.context.history)
    if (caller) refuseOthers(operation, (fields as Fields)?.[ownerParameter], caller)
    const parsed = parseInput(operation, fields, errors)
    if (!parsed.success) throw invalidInput(parsed.errors)
    const { input } = parsed
    if (caller && ownerParameter in input) input[ownerParameter] = caller.userId
    if ('idempotencyKey' in input) {
      const { idempotencyKey, ...rest } = input
      call.idempotencyKey = idempotencyKey as string | undefined
      call.input = rest
    } else call.input = input
    return await next(call)
  }
}

/** Answers a query whose output the client already has by one read of the user's revision. */
export function notModifiedByRevision<Db>(etags: ETags, revisions: RevisionStore<Db>): Step<Db> {
  return (next) => (call) => {
    const { caller, context } = call
    if (call.ifNoneMatch === undefined || !caller || !etags.isKnownByRevision(call)) return next(call)
    return revisions.current(context.db, caller.userId).then((revision) => {
      const etag = etags.of(call, revision)
      return isListed(call.ifNoneMatch, etag) ? notModified(etag) : next(call)
    })
  }
}

/** Runs the changes of one user one after the other. One whose client disconnects while it waits does not run. */
export function serializeChanges<Db>(queue: UserQueue): Step<Db> {
  return (next) => (call) => {
    const { caller, operation } = call
    const isOwned = operation.input.shape[ownerParameter] !== undefined
    if (!caller || !isOwned) return next(call)
    const change = (hasWaited: boolean) => {
      if (hasWaited && call.context.signal.aborted)
        throw new ServiceError('unavailable', 'The client disconnected before the change began.')
      return next(call)
    }
    return queue(caller.userId, change, operation.metadata.requestFile ? fileSize(call.input) : 'usual')
  }
}

function fileSize({ content }: Record<string, unknown>): 'file' | 'large-file' {
  return typeof content === 'string' && content.length > limits.largeFileLength ? 'large-file' : 'file'
}

export type AnyHandler<Db> = (input: Record<string, unknown>, ctx: Context<Db>) => Promise<unknown>

/** The last step: runs the handler and encodes its output by the contract's schema. */
export function handle<Db>(handlers: ReadonlyMap<string, AnyHandler<Db>>, etags: ETags, onStep?: OnStep): Next<Db> {
  return async (call): Promise<Result> => {
    const { operation, input, context, stream = false } = call
    const handler = handlers.get(operation.name)
    if (!handler) throw new TypeError(`${operation.name} is not an operation of this service`)
    onStep?.('handler')
    const output = await handler(input, context)
    onStep?.('encode')
    const revision = (output as { revision?: number } | undefined)?.revision
    const etag = etags.of(call, revision)
    if (operation.kind === 'query' && isListed(call.ifNoneMatch, etag)) return notModified(etag)
    const encoded = await encode(operation.output, output, stream)
    return { output: encoded, etag, revision: operation.metadata.writes && revision }
  }
}

function notModified(etag: string): Result {
  return { output: undefined, etag, notModified: true }
}

/** Ignores a malformed id, which the schema refuses. */
function refuseOthers(operation: Operation, owner: unknown, caller: Caller): void {
  if (owner === undefined || owner === self || owner === caller.userId) return
  const schema = operation.input.shape[ownerParameter]
  if (schema && (schema as unknown as { safeParse(value: unknown): { success: boolean } }).safeParse(owner).success)
    throw new ServiceError('forbidden', 'Forbidden: this belongs to another user.')
}
