import type { Auth } from './accounts/auth.js'
import type { Service } from './context.js'
import { ServiceError } from './service-error.js'
import { createTasks, type TaskOptions } from './tasks/tasks.js'

export interface ServiceOptions extends TaskOptions {
  readonly auth: Auth
  readonly environment: string
  readonly version: string
  /** Tells in a sentence why the service cannot do its work; undefined when it can. Default: it always can. */
  readonly whyNotReady?: () => Promise<string | undefined>
}

/** The behaviour of every operation in the contract. */
export function createService({ auth, environment, version, taskLimit, whyNotReady }: ServiceOptions): Service {
  return {
    system: {
      health: async () => ({ status: 'healthy', environment, version }),
      live: async () => ({ status: 'live' }),
      async ready() {
        const reason = await whyNotReady?.()
        if (reason !== undefined) throw new ServiceError('unavailable', reason, { retryAfter: 1 })
        return { status: 'ready' }
      },
    },
    auth: auth.handlers,
    tasks: createTasks({ taskLimit }),
  }
}
