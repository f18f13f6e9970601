import type { Service } from '../context.js'
import { ServiceError } from '../service-error.js'

export interface SystemOptions {
  readonly environment: string
  readonly version: string
  /** Returns why the service is not ready, in a sentence, or undefined if it is. Default: always ready. */
  readonly whyNotReady?: () => Promise<string | undefined>
}

/** Health of the service. */
export function createSystem({ environment, version, whyNotReady }: SystemOptions): Service['system'] {
  return {
    health: async () => ({ status: 'healthy', environment, version }),
    live: async () => ({ status: 'live' }),
    async ready() {
      const reason = await whyNotReady?.()
      if (reason !== undefined) throw new ServiceError('unavailable', reason, { retryAfter: 1 })
      return { status: 'ready' }
    },
  }
}
