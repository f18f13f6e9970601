import { type AppRouter, type Operation, type Parsed, UserId } from '@taskpact/contract'
import type { Database } from '@taskpact/db'
import type { Caller, Client, Context, Service, UserContext } from './context.js'
import { once } from './idempotency.js'
import { AskedOnce, type IdentifiedCall } from './identified-call.js'
import { invalidInput, ServiceError } from './service-error.js'
import { encode } from './streamed.js'
import { createTurns } from './turns.js'
import { createVersions } from './versions.js'

/** One call of an operation, as a transport hands it over. */
export interface Call {
  readonly operation: Operation
  /** The name of the way that it came in by. */
  readonly transport: string
  /** The bearer token, if the caller sent one. */
  readonly token: string | undefined
  /** Whose data is meant, unparsed: the caller's own where it is `me` or undefined. Asked once the caller is known. */
  readonly userId: () => unknown
  readonly requestId: string
  readonly client: Client
  /** Whether the transport can send a Streamed output as it is read. */
  readonly stream?: boolean
  /** Reads the input; asked only after access was granted, so that a refusal never tells what input would be right. */
  readonly input: () => Parsed | Promise<Parsed>
  /** Whether the caller has this version of what a query shows, and wants nothing but to hear so. No mutation asks. */
  readonly has?: ((version: string) => boolean) | undefined
}

/** What came of a call. */
export interface Answer {
  readonly output: unknown
  /** Names the state of what the output shows. */
  readonly version?: string | undefined
  /** The caller has this version: there is no output. */
  readonly unchanged?: true
  /** It is the answer to the first call that was made with this key. */
  readonly replayed?: true
}

/** The only way in: access, input, handler, output. Rejects with a ServiceError and with nothing else. */
export type Perform = (call: Call) => Promise<Answer>

type PerformIdentified = (call: IdentifiedCall) => Promise<Answer>

/** What concerns every call: wraps the whole of it, refused and invalid calls too. */
export type Interceptor = (next: PerformIdentified) => PerformIdentified

export interface PerformOptions<C extends AppRouter> {
  readonly operations: readonly Operation[]
  readonly service: Service<C>
  readonly db: Database
  /** Tells who holds a token; rejects when it is not valid. */
  readonly identify: (token: string, ctx: { readonly db: Database; readonly now: Date }) => Promise<Caller>
  readonly now?: () => Date
  /** The first one is the outermost. */
  readonly interceptors?: readonly Interceptor[]
}

/** Throws a TypeError that names the operation when the service lacks its handler. */
export function createPerform<C extends AppRouter>(options: PerformOptions<C>): Perform {
  const { operations, service, db, identify, now = () => new Date(), interceptors = [] } = options
  const versions = createVersions(operations)
  const inTurn = createTurns()
  const handlers = new Map(operations.map(({ name }) => [name, handlerOf(service, name)]))

  const perform: PerformIdentified = async (call) => {
    const { operation, requestId, client, stream = false } = call
    const handler = handlers.get(operation.name)
    if (!handler) throw new TypeError(`${operation.name} is not an operation of this service`)

    const caller = await call.caller()
    if (caller && operation.input.shape.userId && isSomeoneElse(await call.userId(), caller)) throw forbidden()
    const parsed = await call.input()
    if (!parsed.success) throw invalidInput(parsed.errors)
    const { key, input } = withoutKey(ownedBy(caller, operation, parsed.input))
    const ctx = { caller, client, db, now, requestId, afterCommit }

    const has = operation.kind === 'query' ? call.has : undefined
    const known = caller && has && (await versions.ofUser({ operation, input }, caller.userId, db))
    if (known !== undefined && has?.(known)) return unchanged(known)

    const answer = async (inside: Context): Promise<Answer> => {
      const output = await handler(input, inside)
      const version = versions.ofOutput({ operation, input }, output)
      if (version !== undefined && has?.(version)) return unchanged(version)
      return { output: await encode(operation.output, output, stream), version }
    }
    if (!isOfUser(ctx) || operation.kind === 'query' || !operation.input.shape.userId) return await answer(ctx)
    const change = typeof key === 'string' ? () => once({ operation, input, key }, ctx, answer) : () => answer(ctx)
    return inTurn(ctx.caller.userId, change, operation.metadata.takes !== undefined)
  }

  function callerOf({ operation, token }: Call): Promise<Caller> | undefined {
    if (operation.metadata.access === 'public') return undefined
    if (token === undefined) throw new ServiceError('unauthenticated', 'Sign in first: a bearer token is needed.')
    return identify(token, { db, now: now() })
  }

  const intercepted = interceptors.reduceRight((next, intercept) => intercept(next), perform)
  return async (call) => {
    try {
      return await intercepted(new AskedOnce(call, callerOf))
    } catch (error) {
      throw ServiceError.from(error)
    }
  }
}

function unchanged(version: string): Answer {
  return { output: undefined, version, unchanged: true }
}

function isOfUser(ctx: Context): ctx is UserContext {
  return ctx.caller !== undefined
}

/** No transaction is running. */
function afterCommit(effect: () => void): void {
  effect()
}

type AnyHandler = (input: Record<string, unknown>, ctx: Context) => Promise<unknown>

function handlerOf(service: object, name: string): AnyHandler {
  const handler = name.split('.').reduce<unknown>((part, key) => (part as Record<string, unknown>)?.[key], service)
  if (typeof handler !== 'function') throw new TypeError(`The service has no handler for ${name}`)
  return handler as AnyHandler
}

/** A malformed id is nobody's: that is for the input to say. */
function isSomeoneElse(userId: unknown, caller: Caller): boolean {
  return userId !== undefined && userId !== 'me' && userId !== caller.userId && UserId.safeParse(userId).success
}

/** The gate itself: whatever the transport said before, only the caller's own id goes on. */
function ownedBy(caller: Caller | undefined, operation: Operation, input: Record<string, unknown>) {
  if (!caller || !operation.input.shape.userId) return input
  if (isSomeoneElse(input.userId, caller)) throw forbidden()
  return { ...input, userId: caller.userId }
}

/** Few calls have a key, and to leave a field out of an object is slow. */
function withoutKey(all: Record<string, unknown>): { key?: unknown; input: Record<string, unknown> } {
  if (!('idempotencyKey' in all)) return { input: all }
  const { idempotencyKey: key, ...input } = all
  return { key, input }
}

function forbidden(): ServiceError {
  return new ServiceError('forbidden', 'Forbidden: this belongs to another user.')
}
