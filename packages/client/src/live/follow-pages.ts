import { ApiError, type ClientErrorCode, isApiError } from '../api-error.js'
import type { Page } from '../pages.js'
import { sleep } from '../retry.js'
import { reasonOf } from '../timeout.js'
import { pause } from './pause.js'
import { type LiveEvent, type LiveState, type LiveStatus, transitions } from './states.js'

/** Receives a page. A stream is read on when this resolves, so nothing is stored for slow readers. */
export type OnPage = (page: Page) => Promise<void> | void

export type OnStatus = (status: LiveStatus, error?: ApiError) => void

/** Where the pages after a cursor come from. All reject with the reason of the signal if that is aborted. */
export interface PageSource {
  /** Passes on the pages, also those that come later, until the connection ends. Rejects with `streamBuffered` if no bytes arrive. */
  stream(cursor: unknown, signal: AbortSignal, onPage: OnPage, onStatus: OnStatus): Promise<void>
  /** Returns the next page. Waits for one that is not empty, up to some time, if `waits`. */
  read(cursor: unknown, signal: AbortSignal, waits: boolean): Promise<Page>
}

/** Reports that something between client and server buffers the stream. */
export const streamBuffered = new ApiError('timeout', 'The stream sends nothing.')

/** Errors after which another attempt can succeed. */
const transientCodes: readonly ClientErrorCode[] = [
  'unreachable',
  'timeout',
  'unexpected_response',
  'unavailable',
  'rate_limited',
  'request_timeout',
  'internal',
]

/** What ends an open stream when its token is no longer valid. The next attempt uses another one, or fails with the same error. */
const tokenCodes: readonly ClientErrorCode[] = ['token_expired', 'invalid_token']

/** Times in milliseconds. A connection that lasts long resets the delay; three short ones in a row count as buffered. */
const [longConnection, shortConnection, maxShort] = [10_000, 1000, 3]
/** Milliseconds of long polling after which a stream is tried again: the network may have changed. */
const maxPolling = 10 * 60_000
/** The delay before another attempt, in seconds: random ("full jitter"), up to this, doubled for each failure. */
const [baseDelay, maxDelay] = [0.5, 30]
/** Seconds of `Retry-After` that are respected. */
const maxRetryAfter = 300

/**
 * Passes on the pages after a cursor for ever, over lost connections and expired tokens. Rejects if an error recurs (RFC 9457 `code`),
 * or with the reason of the signal.
 */
export async function followPages(
  source: PageSource,
  start: unknown,
  signal: AbortSignal,
  onPage: (page: Page, before: unknown) => Promise<void> | void,
  onStatus: OnStatus,
): Promise<never> {
  let cursor = start
  let state: LiveState = 'connecting'
  let failures = 0
  let shortOnes = 0
  let shortTokens = 0
  let hasPage = false

  const move = (event: LiveEvent, error?: ApiError) => {
    const previous = state
    state = transitions[state][event]
    if (state === 'failed') throw error
    if (state !== previous) onStatus(state, error)
  }
  const pass = async (page: Page) => {
    hasPage = true
    move('page')
    await onPage(page, cursor)
    cursor = page.nextCursor
  }
  const poll = async (): Promise<[LiveEvent]> => {
    for (const endsAt = performance.now() + maxPolling; performance.now() < endsAt; ) {
      if (signal.aborted) throw reasonOf(signal)
      await pass(await source.read(cursor, signal, hasPage))
    }
    return ['retry']
  }
  /** Reads until the connection ends. Returns what ended it. */
  const read = async (): Promise<[LiveEvent, ApiError?]> => {
    try {
      if (state === 'polling') return await poll()
      await source.stream(cursor, signal, pass, onStatus)
      return ['lost']
    } catch (error) {
      if (signal.aborted) throw reasonOf(signal)
      if (error === streamBuffered) return ['buffered']
      if (!isApiError(error)) throw error
      if (tokenCodes.includes(error.code) && state === 'live') return ['expired']
      return [transientCodes.includes(error.code) ? 'lost' : 'fatal', error]
    }
  }

  onStatus(state)
  for (;;) {
    if (signal.aborted) throw reasonOf(signal)
    const startedAt = performance.now()
    let [event, error] = await read()
    const lasted = performance.now() - startedAt
    if (lasted > (error ? longConnection : shortConnection)) failures = 0
    shortOnes = event === 'lost' && !error && lasted < shortConnection ? shortOnes + 1 : 0
    if (shortOnes === maxShort) event = 'buffered'
    shortTokens = event === 'expired' && lasted < shortConnection ? shortTokens + 1 : 0
    if (shortTokens > 1) event = 'lost' // the next token would not last longer
    move(event, error)
    if (event !== 'lost') continue
    if (error?.retryAfter) await sleep(Math.min(error.retryAfter, maxRetryAfter), signal)
    await pause(Math.random() * Math.min(maxDelay, baseDelay * 2 ** failures++), signal)
    move('retry')
  }
}
