import { isDiskFull, isSchemaMissing } from './errors.js'

/**
 * Whether a database responds, accepts writes, and has the migrations of this build or of a newer one; `incomplete` if it is and has, but
 * some nodes of its cluster do not respond, so that users on others are served only.
 */
export type Readiness = 'ready' | 'incomplete' | 'unreachable' | 'disk-full' | 'read-only' | 'outdated'
export type Check = (timeoutMs: number) => Promise<Readiness>

export interface DatabaseStatus {
  /** Timestamp of the newest applied migration. */
  readonly newest: number
  /** True for a standby, and for the former primary after a failover. */
  readonly isReadOnly: boolean
  /** False for a cluster of which a node does not respond. */
  readonly isComplete: boolean
}

/** Concurrent checks share one probe. `probe` rejects with a missing table if no migration was ever applied. */
export function createCheck(probe: () => Promise<DatabaseStatus>, newestRequired: () => number): Check {
  let required: number | undefined
  let probing: Promise<Readiness> | undefined

  async function start(): Promise<Readiness> {
    try {
      const { newest, isReadOnly, isComplete } = await probe()
      required ??= newestRequired()
      if (newest < required) return 'outdated'
      if (isReadOnly) return 'read-only'
      return isComplete ? 'ready' : 'incomplete'
    } catch (error) {
      if (isDiskFull(error)) return 'disk-full'
      return isSchemaMissing(error) ? 'outdated' : 'unreachable'
    } finally {
      probing = undefined
    }
  }

  return async (timeoutMs) => {
    probing ??= start()
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<Readiness>((resolve) => {
      timer = setTimeout(resolve, timeoutMs, 'unreachable')
    })
    return Promise.race([probing, late]).finally(() => clearTimeout(timer))
  }
}
