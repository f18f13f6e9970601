import { limits } from '@taskpact/contract/core'
import { ServiceError } from '../service-error.js'

export interface PlaceOptions {
  /** Maximum number of calls that wait or stream. Default: no limit. */
  readonly max?: number
  /** Maximum number of those of one owner: a user, or a personal access token. */
  readonly maxPerOwner?: number
}

/** The places of calls that wait or stream. */
export interface Places {
  readonly taken: number
  /**
   * Takes a place, and returns a function that frees it. If the owner has too many, this calls the `evict` of the
   * oldest one that has it, or throws `rate_limited` if there is none or this one has none. Throws `unavailable` if there are too many of all.
   */
  take(owner: string, evict?: () => void): () => void
}

interface Place {
  readonly evict: (() => void) | undefined
}

/** Seconds after which a refused call can be repeated. */
const retryAfter = 5

export function createPlaces({
  max = Number.POSITIVE_INFINITY,
  maxPerOwner = limits.waitingRequests,
}: PlaceOptions): Places {
  /** Oldest first. */
  const byOwner = new Map<string, Set<Place>>()
  let taken = 0

  function free(owner: string, place: Place): void {
    const ofOwner = byOwner.get(owner)
    if (!ofOwner?.delete(place)) return
    taken--
    if (ofOwner.size === 0) byOwner.delete(owner)
  }

  return {
    get taken() {
      return taken
    },
    take(owner, evict) {
      const ofOwner = byOwner.get(owner) ?? new Set()
      if (ofOwner.size >= maxPerOwner) {
        const oldest = evict && [...ofOwner].find((place) => place.evict)
        if (!oldest) throw tooManyOfOwner(maxPerOwner)
        free(owner, oldest)
        oldest.evict?.()
      }
      if (taken >= max) throw new ServiceError('unavailable', 'Too many requests wait for changes.', { retryAfter })
      const place = { evict }
      byOwner.set(owner, (byOwner.get(owner) ?? new Set()).add(place))
      taken++
      return () => free(owner, place)
    },
  }
}

/** Why a call is refused, or a stream ended, whose owner has too many of them. */
export function tooManyOfOwner(max: number = limits.waitingRequests): ServiceError<string> {
  return new ServiceError('rate_limited', `Only ${max} of your requests can wait for changes.`, { retryAfter })
}
