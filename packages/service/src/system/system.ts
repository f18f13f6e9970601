import type { Service } from '../context.js'
import { ServiceError } from '../service-error.js'

export interface SystemOptions {
  readonly environment: string
  readonly version: string
  /** Default: always ready. */
  readonly checkReadiness?: () => Promise<ReadinessStatus>
}

export interface ReadinessStatus {
  /** Whether requests can be served, at least those of some users. */
  readonly isReady: boolean
  /** What is wrong, as a sentence. */
  readonly problem: string | undefined
}

/** Creates the handlers of the health checks. */
export function createSystem({ environment, version, checkReadiness }: SystemOptions): Service['system'] {
  return {
    health: async () => ({ status: 'healthy', environment, version }),
    live: async () => ({ status: 'live' }),
    async ready() {
      const { isReady = true, problem } = (await checkReadiness?.()) ?? {}
      if (!isReady) throw new ServiceError('unavailable', problem ?? 'The service is not ready.', { retryAfter: 1 })
      return problem === undefined ? { status: 'ready' } : { status: 'ready', degraded: problem }
    },
  }
}
