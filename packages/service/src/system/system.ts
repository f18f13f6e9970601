import type { Service } from '../context.js'
import { ServiceError } from '../service-error.js'

export interface SystemOptions {
  readonly environment: string
  readonly version: string
  /** Returns the reason why the service is not ready, as a sentence, or undefined if it is ready. Default: always ready. */
  readonly findReadinessProblem?: () => Promise<string | undefined>
}

/** Creates the handlers of the health checks. */
export function createSystem({ environment, version, findReadinessProblem }: SystemOptions): Service['system'] {
  return {
    health: async () => ({ status: 'healthy', environment, version }),
    live: async () => ({ status: 'live' }),
    async ready() {
      const reason = await findReadinessProblem?.()
      if (reason !== undefined) throw new ServiceError('unavailable', reason, { retryAfter: 1 })
      return { status: 'ready' }
    },
  }
}
