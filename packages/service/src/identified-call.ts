import type { Operation } from '@taskpact/contract'
import type { Caller, Client } from './context.js'
import type { Call } from './perform.js'

/** A call that can be asked who makes it. */
export interface IdentifiedCall extends Call {
  /** Undefined where the operation is public. Rejects where a token is needed and is absent or not valid. It is looked into once. */
  caller(): Promise<Caller | undefined>
  /** Who makes it, where that was asked and is known. */
  known(): Caller | undefined
}

/** Tells who makes a call; undefined where the operation is public. */
type CallerOf = (call: Call) => Promise<Caller> | undefined

/**
 * Keeps who makes a call once that was asked. Each field has its line: of calls from different transports V8 would copy the fields
 * one by one, slowly.
 */
export class AskedOnce implements IdentifiedCall {
  readonly operation: Operation
  readonly transport: string
  readonly token: string | undefined
  readonly userId: () => unknown
  readonly requestId: string
  readonly client: Client
  readonly stream: boolean
  readonly input: Call['input']
  readonly has: Call['has']
  readonly #callerOf: CallerOf
  #asked: Promise<Caller | undefined> | undefined
  #known: Caller | undefined

  constructor(call: Call, callerOf: CallerOf) {
    this.operation = call.operation
    this.transport = call.transport
    this.token = call.token
    this.userId = call.userId
    this.requestId = call.requestId
    this.client = call.client
    this.stream = call.stream ?? false
    this.input = call.input
    this.has = call.has
    this.#callerOf = callerOf
  }

  caller(): Promise<Caller | undefined> {
    this.#asked ??= this.#ask()
    return this.#asked
  }

  known(): Caller | undefined {
    return this.#known
  }

  async #ask(): Promise<Caller | undefined> {
    this.#known = await this.#callerOf(this)
    return this.#known
  }
}
