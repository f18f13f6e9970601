import type { AccessTokens } from './auth/access-token.js'
import { createAuth } from './auth/auth.js'
import type { Service } from './context.js'
import { tasks } from './tasks/tasks.js'

export interface ServiceOptions {
  readonly tokens: AccessTokens
  readonly environment: string
  readonly version: string
}

/** The behaviour of every operation in the contract. */
export function createService({ tokens, environment, version }: ServiceOptions): Service {
  return {
    system: {
      health: async () => ({ status: 'healthy', environment, version }),
    },
    auth: createAuth(tokens),
    tasks,
  }
}
