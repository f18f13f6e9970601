import type { OpenDatabase } from '@taskpact/db'

export interface Readiness {
  /** Returns the reason why the server is not ready, as a sentence, or undefined if it is ready. */
  findProblem(): Promise<string | undefined>
  /** Makes the server report that it is stopping. */
  stop(): void
}

const timeoutMs = 1000

/** Creates the readiness check of a server. A database that does not respond within a second is not ready. */
export function createReadiness(check: OpenDatabase['check']): Readiness {
  let stopping = false
  return {
    async findProblem() {
      if (stopping) return 'The server is stopping.'
      return reasons[await check(timeoutMs)]
    },
    stop() {
      stopping = true
    },
  }
}

const reasons = {
  ready: undefined,
  unreachable: 'The database does not respond.',
  'disk-full': 'The disk of the database is full.',
  'read-only': 'The database is read-only.',
  outdated: 'The database schema is outdated: run the migrations.',
} as const
