import { type Operation, operations } from '@taskpact/contract/core'
import {
  type AnyStep,
  type Call,
  createPerform,
  type History,
  type Identify,
  type Perform,
  type PerformOptions,
  ServiceError,
} from '@taskpact/engine'
import { notesContract, notesErrors } from './contract.js'
import { createMemoryDatabase, type MemoryDatabase, memoryStores } from './memory-database.js'
import { createNotesService } from './service.js'

export { type Note, notesContract, notesErrors } from './contract.js'
export type { MemoryDatabase } from './memory-database.js'
export { type ReceivedResponse, type RequestOptions, type Served, serve } from './serve.js'

type Options = Partial<
  Omit<PerformOptions<typeof notesContract, MemoryDatabase>, 'operations' | 'service' | 'stores'>
> & {
  readonly history?: History
}

/** The small contract with its service, without a database server and an HTTP server. */
export interface Notes {
  readonly operations: readonly Operation[]
  readonly errors: typeof notesErrors
  readonly db: MemoryDatabase
  readonly perform: Perform
  /** Runs an operation by name, as a transport does. */
  call(name: string, call?: Partial<Call> & { fields?: unknown }): ReturnType<Perform>
}

export function createNotes({ history = {}, ...options }: Options = {}): Notes {
  const all = operations(notesContract)
  const db = options.db ?? createMemoryDatabase()
  const service = createNotesService()
  const perform = createPerform({
    identify,
    ...options,
    operations: all,
    service,
    db,
    stores: { ...memoryStores, history },
  })
  const named = (name: string) => all.find((operation) => operation.name === name) as Operation
  return {
    operations: all,
    errors: notesErrors,
    db,
    perform,
    call: (name, { fields = {}, ...call } = {}) =>
      perform({
        operation: named(name),
        transport: 'test',
        token: 'ada',
        request: { requestId: 'test', client: {} },
        rawInput: () => ({ fields }),
        ...call,
      }),
  }
}

/** The token is the id of the user, `ada` or `eve`; `reader` and `writer` are limited tokens of `ada`. */
export const identify: Identify<MemoryDatabase> = async (token) => {
  if (token === 'expired') throw new ServiceError('token_expired', 'Token expired.')
  if (token === 'reader') return { userId: 'ada', scopes: ['notes:read'] }
  if (token === 'writer') return { userId: 'ada', scopes: ['notes:read', 'notes:write'] }
  if (token !== 'ada' && token !== 'eve') throw new ServiceError('invalid_token', 'Invalid token.')
  return { userId: token }
}

/** Returns an interceptor with a rate limit of `quota` calls for all callers together. */
export function limitCalls(quota: number): AnyStep {
  let used = 0
  return (next) => async (call) => {
    used += 1
    const remaining = Math.max(0, quota - used)
    call.effects.rateLimit = {
      policy: call.operation.metadata.limit,
      quota,
      windowSeconds: 60,
      remaining,
      resetSeconds: 30,
    }
    if (used > quota) throw new ServiceError('rate_limited', 'Too many requests.', { retryAfter: 30 })
    return await next(call)
  }
}
