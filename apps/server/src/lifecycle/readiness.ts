import type { OpenDatabase } from '@taskpact/db'

export interface Readiness {
  /** Returns a sentence that says why the server cannot do its work, or undefined if it can. */
  whyNot(): Promise<string | undefined>
  /** Makes the server not ready from now on. */
  stop(): void
}

const timeoutMs = 1000

export function createReadiness(check: OpenDatabase['check']): Readiness {
  let stopping = false
  return {
    async whyNot() {
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
  'read-only': 'The database is read-only.',
  outdated: 'The database schema is outdated: run the migrations.',
} as const
