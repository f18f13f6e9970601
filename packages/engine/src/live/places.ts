import { limits } from '@taskpact/contract/core'
import { ServiceError } from '../service-error.js'

export interface PlaceOptions {
  /** Maximum number of calls that wait or stream. Default: no limit. */
  readonly max?: number
  /** Maximum number of those of one user. */
  readonly maxPerUser?: number
}

/** The places of calls that wait or stream. */
export interface Places {
  readonly taken: number
  /**
   * Takes a place, and returns a function that frees it. If the user has too many, this calls the `evict` of the
   * oldest one that has it, or throws `rate_limited` if there is none or this one has none. Throws `unavailable` if there are too many of all users.
   */
  take(userId: string, evict?: () => void): () => void
}

interface Place {
  readonly evict: (() => void) | undefined
}

/** Seconds after which a refused call can be repeated. */
const retryAfter = 5

export function createPlaces({
  max = Number.POSITIVE_INFINITY,
  maxPerUser = limits.waitingRequests,
}: PlaceOptions): Places {
  /** Oldest first. */
  const byUser = new Map<string, Set<Place>>()
  let taken = 0

  function free(userId: string, place: Place): void {
    const ofUser = byUser.get(userId)
    if (!ofUser?.delete(place)) return
    taken--
    if (ofUser.size === 0) byUser.delete(userId)
  }

  return {
    get taken() {
      return taken
    },
    take(userId, evict) {
      const ofUser = byUser.get(userId) ?? new Set()
      if (ofUser.size >= maxPerUser) {
        const oldest = evict && [...ofUser].find((place) => place.evict)
        if (!oldest) throw tooManyOfUser(maxPerUser)
        free(userId, oldest)
        oldest.evict?.()
      }
      if (taken >= max) throw new ServiceError('unavailable', 'Too many requests wait for changes.', { retryAfter })
      const place = { evict }
      byUser.set(userId, (byUser.get(userId) ?? new Set()).add(place))
      taken++
      return () => free(userId, place)
    },
  }
}

/** Why a call of a user is refused, or a stream ended, that has too many of them. */
export function tooManyOfUser(max: number = limits.waitingRequests): ServiceError<string> {
  return new ServiceError('rate_limited', `Only ${max} of your requests can wait for changes.`, { retryAfter })
}
