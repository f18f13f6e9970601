import type { OpenDatabase } from '@taskpact/db'
import type { ReadinessStatus } from '@taskpact/service'

export interface Readiness {
  check(): Promise<ReadinessStatus>
  /** Makes the server report that it is stopping. */
  stop(): void
}

const timeoutMs = 1000

/** Creates the readiness check of a server. A database that does not respond within a second is not ready. */
export function createReadiness(check: OpenDatabase['check']): Readiness {
  let stopping = false
  return {
    async check() {
      if (stopping) return { isReady: false, problem: 'The server is stopping.' }
      const state = await check(timeoutMs)
      return { isReady: state === 'ready' || state === 'incomplete', problem: problems[state] }
    },
    stop() {
      stopping = true
    },
  }
}

const problems = {
  ready: undefined,
  incomplete: 'Some nodes of the database do not respond. Requests of users whose data is on others are served.',
  unreachable: 'The database does not respond.',
  'disk-full': 'The disk of the database is full.',
  'read-only': 'The database is read-only.',
  outdated: 'The database schema is outdated: run the migrations.',
} as const
