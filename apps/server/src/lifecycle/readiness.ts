import type { OpenDatabase } from '@taskpact/db'

export interface Readiness {
  /** Why the server cannot do its work, in a sentence; undefined when it can. */
  whyNot(): Promise<string | undefined>
  /** From now on it is not ready, whatever else holds. */
  stop(): void
}

/** Milliseconds in which the database must answer; a probe itself gives up soon. */
const patience = 1000

export function createReadiness(check: OpenDatabase['check']): Readiness {
  let stopping = false
  return {
    async whyNot() {
      if (stopping) return 'The server is stopping.'
      return reasons[await check(patience)]
    },
    stop() {
      stopping = true
    },
  }
}

const reasons = {
  ready: undefined,
  unreachable: 'The database does not answer.',
  'read-only': 'The database takes no changes.',
  outdated: 'The tables are not up to date: migrate them.',
} as const
