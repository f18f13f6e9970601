import type { CallRequest, Effects } from './call.js'
import type { Caller, Client, Context, DeviceTokenStore, RefreshTokenStore } from './context.js'
import { deviceTokenStore } from './device-token-store.js'
import { refreshTokenStore } from './refresh-token-store.js'
import type { History } from './stores.js'

/**
 * The context of one call. Its getters are on the prototype: a getter in an object literal gives each object a hidden class of its
 * own, which keeps the request in memory until the next full garbage collection (PERFORMANCE.md, Getters).
 */
export class CallContext<Db> implements Context<Db> {
  // Only declared: fields run a function of their own for each instance.
  declare caller: Caller | undefined
  declare readonly db: Db
  declare readonly now: () => Date
  declare readonly history: History
  declare readonly afterCommit: (effect: () => void) => void
  declare private readonly request: CallRequest
  declare private readonly effects: Effects

  constructor(request: CallRequest, { db, now, effects, history }: Surroundings<Db>) {
    this.caller = undefined
    this.db = db
    this.now = now
    this.history = history
    this.afterCommit = runNow
    this.request = request
    this.effects = effects
  }

  get requestId(): string {
    return this.request.requestId
  }

  get client(): Client {
    return this.request.client
  }

  get signal(): AbortSignal {
    return this.request.signal ?? neverAborted
  }

  get refreshToken(): RefreshTokenStore | undefined {
    return refreshTokenStore(this.client, this.effects)
  }

  get deviceToken(): DeviceTokenStore | undefined {
    return deviceTokenStore(this.client, this.effects)
  }
}

export interface Surroundings<Db> {
  readonly db: Db
  readonly now: () => Date
  readonly effects: Effects
  readonly history: History
}

const neverAborted = new AbortController().signal

/** No transaction is open. */
function runNow(effect: () => void): void {
  effect()
}
