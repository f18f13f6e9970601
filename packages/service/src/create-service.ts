import type { Auth } from './auth/auth.js'
import type { Service } from './context.js'
import { createTasks, type TaskOptions } from './tasks/tasks.js'

export interface ServiceOptions extends TaskOptions {
  readonly auth: Auth
  readonly environment: string
  readonly version: string
}

/** The behaviour of every operation in the contract. */
export function createService({ auth, environment, version, taskLimit }: ServiceOptions): Service {
  return {
    system: {
      health: async () => ({ status: 'healthy', environment, version }),
      live: async () => ({ status: 'live' }),
    },
    auth: auth.handlers,
    tasks: createTasks({ taskLimit }),
  }
}
