import { setTimeout as sleep } from 'node:timers/promises'
import type { RecordStore, ReplicaStore } from '@taskpact/client/replica'
import type { Random } from './random.js'

/** Faults to inject, and their counts. */
export interface Faults {
  isActive: boolean
  /** Numbers of injected faults, and of expired cursors. */
  readonly counts: { requests: number; replies: number; crashes: number; expired: number }
}

/** Milliseconds of the delay of a request or reply. */
const maxDelay = 40

/** A `fetch` that delays and loses requests and responses. */
export function unreliableFetch(random: Random, faults: Faults): typeof fetch {
  const delay = async () => {
    if (faults.isActive && random.chance()) await sleep(random.below(maxDelay))
  }
  return async (url, init) => {
    await delay()
    const isLost = faults.isActive && random.chance(0.3)
    if (isLost && random.chance(0.5)) {
      faults.counts.requests++
      throw new TypeError('The request was lost')
    }
    const response = await fetch(url, init)
    if (response.status === 410) faults.counts.expired++
    await delay()
    if (!isLost) return response
    faults.counts.replies++
    await response.arrayBuffer()
    throw new TypeError('The response was lost')
  }
}

/** A store that crashes before or after some writes: all later ones fail as well, until the records are opened again. */
export function crashingStore(store: ReplicaStore, random: Random, faults: Faults): ReplicaStore {
  return {
    ...store,
    async open(userId) {
      const records = await store.open(userId)
      let hasCrashed = false
      const crash = () => {
        hasCrashed = true
        faults.counts.crashes++
        throw new Error('The page crashed')
      }
      const write: RecordStore['write'] = async (version, changes) => {
        if (hasCrashed) throw new Error('The page has crashed')
        const crashes = faults.isActive && random.chance(0.05)
        if (crashes && random.chance(0.5)) crash()
        const isWritten = await records.write(version, changes)
        if (crashes) crash()
        return isWritten
      }
      return { ...records, write }
    },
  }
}
