/**
 * How changes arrive:
 *
 * - `connecting`: not yet; a stream is being opened.
 * - `live`: as they happen.
 * - `polling`: as they happen, by long polling, because something between client and server buffers streams.
 * - `offline`: not now; there will be another attempt.
 */
export type LiveStatus = 'connecting' | 'live' | 'polling' | 'offline'

/** A status, or `failed`, which is final. */
export type LiveState = LiveStatus | 'failed'

/**
 * - `page`: a page arrived.
 * - `expired`: the token of an open stream expired.
 * - `buffered`: a stream was opened, but its bytes do not arrive.
 * - `lost`: the server is not reachable, or ended the stream for now.
 * - `fatal`: another attempt would fail as well.
 * - `retry`: it is time for another attempt.
 */
export type LiveEvent = 'page' | 'expired' | 'buffered' | 'lost' | 'fatal' | 'retry'

const fromAny = { buffered: 'polling', lost: 'offline', fatal: 'failed', retry: 'connecting' } as const

/** The state after an event. */
export const transitions: Readonly<Record<LiveState, Readonly<Record<LiveEvent, LiveState>>>> = {
  connecting: { ...fromAny, page: 'live', expired: 'offline' },
  live: { ...fromAny, page: 'live', expired: 'connecting' },
  polling: { ...fromAny, page: 'polling', expired: 'offline' },
  offline: { ...fromAny, page: 'offline', expired: 'offline' },
  failed: { page: 'failed', expired: 'failed', buffered: 'failed', lost: 'failed', fatal: 'failed', retry: 'failed' },
}
