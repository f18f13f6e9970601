/**
 * How changes arrive:
 *
 * - `connecting`: not yet; a stream is being opened.
 * - `live`: as they happen.
 * - `polling`: as they happen, by requests that wait for them, because something between client and server holds streams back.
 * - `offline`: not now; there will be another attempt.
 */
export type LiveStatus = 'connecting' | 'live' | 'polling' | 'offline'

/** A status, or `failed`, which is final. */
export type LiveState = LiveStatus | 'failed'

/**
 * - `page`: a page arrived.
 * - `expired`: the token of an open stream expired.
 * - `held`: a stream was opened, but its bytes do not arrive.
 * - `lost`: the server is not reachable, or ended the stream for now.
 * - `refused`: another attempt would fail as well.
 * - `retry`: it is time for another attempt.
 */
export type LiveEvent = 'page' | 'expired' | 'held' | 'lost' | 'refused' | 'retry'

const onAny = { held: 'polling', lost: 'offline', refused: 'failed' } as const

/** The state after an event. */
export const transitions: Readonly<Record<LiveState, Readonly<Record<LiveEvent, LiveState>>>> = {
  connecting: { ...onAny, page: 'live', expired: 'offline', retry: 'connecting' },
  live: { ...onAny, page: 'live', expired: 'connecting', retry: 'live' },
  polling: { ...onAny, page: 'polling', expired: 'polling', retry: 'polling' },
  offline: { ...onAny, page: 'offline', expired: 'offline', retry: 'connecting' },
  failed: { page: 'failed', expired: 'failed', held: 'failed', lost: 'failed', refused: 'failed', retry: 'failed' },
}
