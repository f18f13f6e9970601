import type { CallState, Next, Result, Step } from '../call.js'
import { limitOwner } from '../limit-owner.js'
import type { ServiceError } from '../service-error.js'
import type { Identify, OnStep } from '../steps.js'
import type { Hub } from './hub.js'
import type { Waiter } from './waiter.js'

interface WaitOptions<Db> {
  readonly hub: Hub
  readonly identify: Identify<Db>
  readonly onStep: OnStep | undefined
  readonly toServiceError: (thrown: unknown) => ServiceError<string>
}

/**
 * Milliseconds after which a waiting call is authenticated again. `identify` may cache for four seconds, so the call ends within five seconds
 * of its session.
 */
const authenticationInterval = 600

/**
 * Lets operations with `longPoll` wait for a change: a page whose cursor equals that of the input has none. Reads the page again after each
 * wake-up, once the token has been accepted again. Returns a page without changes when the time is up.
 */
export function waitForChanges<Db>({ hub, ...options }: WaitOptions<Db>): Step<Db> {
  return (next) => (call) => {
    const { operation, caller, input } = call
    if (!operation.metadata.longPoll || !caller || !input.wait) return next(call)
    return readWhenChanged(next, call, { waiter: hub.join(caller.userId, limitOwner(caller)), ...options })
  }
}

interface Waiting<Db> extends Omit<WaitOptions<Db>, 'hub'> {
  readonly waiter: Waiter
}

async function readWhenChanged<Db>(next: Next<Db>, call: CallState<Db>, waiting: Waiting<Db>): Promise<Result> {
  const { waiter, onStep } = waiting
  const { after, next: cursor } = call.operation.metadata.longPoll ?? {}
  const end = performance.now() + Number(call.input.wait) * 1000
  try {
    for (;;) {
      const result = await next(call)
      const page = result.output as Readonly<Record<string, unknown>>
      if (page[cursor as string] !== call.input[after as string]) return result
      if (waiter.reached === undefined) waiter.start()
      waiter.reached = Number(page.revision)
      onStep?.('wait')
      if (!(await isWoken(call, end, waiting))) return result
    }
  } finally {
    waiter.leave()
  }
}

/** Resolves to false when the time is up or the call must return. Rejects if the caller may no longer read. */
async function isWoken<Db>(call: CallState<Db>, end: number, waiting: Waiting<Db>): Promise<boolean> {
  const { waiter, identify, toServiceError } = waiting
  const { context, token, transport } = call
  for (;;) {
    const started = performance.now()
    const outcome = await waiter.next(Math.max(0, Math.min(end - started, authenticationInterval)), context.signal)
    const now = performance.now()
    call.waitedMs += now - started
    if (outcome === 'ended' || (outcome === 'timeout' && now >= end)) return false
    await identify(token as string, { db: context.db, now: context.now(), transport }).catch((error) => {
      // Without the database there is nothing to read, so a short outage need not end the call.
      if (toServiceError(error).code !== 'unavailable') throw error
    })
    if (outcome === 'changed') return true
  }
}
