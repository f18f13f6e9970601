import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError, type ClientErrorCode } from '../api-error.js'
import type { Page } from '../pages.js'
import { followPages, heldBack, type OnPage, type PageSource } from './follow-pages.js'

const never = new Promise<never>(() => {})
const error = (code: ClientErrorCode, retryAfter?: number) => new ApiError(code, 'A sentence.', { retryAfter })
const page = (nextCursor: string): Page => ({ items: [nextCursor], nextCursor, hasMore: false })

/** What a connection does: it sends the page after its cursor, or not, and then ends in a way. */
interface Connection {
  readonly pages?: number
  readonly lastsMs?: number
  readonly end?: ApiError | 'closed'
}

let received: Page[]
let statuses: unknown[]
let opened: { readonly kind: 'stream' | 'wait' | 'read'; readonly cursor: unknown; readonly at: number }[]
let controller: AbortController
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  received = []
  statuses = []
  opened = []
  controller = new AbortController()
})
afterEach(() => {
  controller.abort()
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

/** A source whose connections behave as given, one after the other; all later ones stay open. */
function follow(connections: readonly Connection[]) {
  const rest = [...connections]
  const run = async (cursor: unknown, onPage: OnPage): Promise<Page> => {
    const { pages = 1, lastsMs = 0, end } = rest.shift() ?? { pages: 0 }
    let last = Number(cursor ?? 0)
    for (let sent = 0; sent < pages; sent++) await onPage(page(String(++last)))
    if (lastsMs > 0) await new Promise((resolve) => setTimeout(resolve, lastsMs))
    if (end === undefined) return never
    if (end !== 'closed') throw end
    return page(String(last))
  }
  const source: PageSource = {
    async stream(cursor, _signal, onPage) {
      opened.push({ kind: 'stream', cursor, at: performance.now() })
      await run(cursor, onPage)
    },
    async read(cursor, _signal, waits) {
      opened.push({ kind: waits ? 'wait' : 'read', cursor, at: performance.now() })
      const [next = { pages: 0 }] = rest
      if (next.end && next.end !== 'closed') return run(cursor, () => {})
      rest.shift()
      return next.pages === 0 ? never : page(String(Number(cursor ?? 0) + 1))
    },
  }
  const onPage = (page: Page) => void received.push(page)
  const onStatus = (status: string, error?: ApiError) => void statuses.push(error ? [status, error.code] : status)
  const ended = followPages(source, undefined, controller.signal, onPage, onStatus)
  ended.catch(() => {})
  return ended
}

const kinds = () => opened.map(({ kind }) => kind)

describe('followPages', () => {
  it('passes pages on, and stays connected', async () => {
    follow([{ pages: 3 }])
    await vi.advanceTimersByTimeAsync(100_000)

    expect(received.map(({ nextCursor }) => nextCursor)).toEqual(['1', '2', '3'])
    expect(statuses).toEqual(['connecting', 'live'])
    expect(opened).toHaveLength(1)
  })

  it('continues after the last page when the connection is lost', async () => {
    follow([{ pages: 2, end: error('unreachable') }, { pages: 1 }])
    await vi.advanceTimersByTimeAsync(1000)

    expect(opened.map(({ cursor }) => cursor)).toEqual([undefined, '2'])
    expect(received.map(({ nextCursor }) => nextCursor)).toEqual(['1', '2', '3'])
    expect(statuses).toEqual(['connecting', 'live', ['offline', 'unreachable'], 'connecting', 'live'])
  })

  it.each([
    'unreachable',
    'timeout',
    'unexpected_response',
    'unavailable',
    'rate_limited',
    'request_timeout',
    'internal',
  ] as const)('tries again after %s', async (code) => {
    follow([{ pages: 0, end: error(code) }, {}])
    await vi.advanceTimersByTimeAsync(1000)

    expect(received).toHaveLength(1)
  })

  it.each([
    'unauthenticated',
    'invalid_token',
    'token_expired',
    'forbidden',
    'not_found',
    'invalid_cursor',
    'cursor_expired',
    'invalid_input',
    'session_changed',
  ] as const)('rejects with %s, before the first page', async (code) => {
    await expect(follow([{ pages: 0, end: error(code) }])).rejects.toMatchObject({ code })
    expect(opened).toHaveLength(1)
  })

  it('opens another stream at once when the token of an open one expires', async () => {
    follow([{ end: error('token_expired') }, { end: error('token_expired') }, {}])
    await vi.advanceTimersByTimeAsync(0)

    expect(opened.map(({ cursor }) => cursor)).toEqual([undefined, '1', '2'])
    expect(statuses).toEqual(['connecting', 'live', 'connecting', 'live', 'connecting', 'live'])
  })

  it('rejects with an error of the session while it is live', async () => {
    await expect(follow([{ end: error('invalid_token') }])).rejects.toMatchObject({ code: 'invalid_token' })
  })

  it('waits by requests if the stream is held back, the first time without waiting', async () => {
    follow([{ pages: 0, end: heldBack }, {}, {}, { pages: 0 }])
    await vi.advanceTimersByTimeAsync(1000)

    expect(kinds()).toEqual(['stream', 'read', 'wait', 'wait'])
    expect(received).toHaveLength(2)
    expect(statuses).toEqual(['connecting', 'polling'])
  })

  it('waits by requests if three streams in a row end within a second', async () => {
    follow([{ end: 'closed' }, { end: 'closed' }, { end: 'closed' }, { pages: 0 }])
    await vi.advanceTimersByTimeAsync(10_000)

    expect(kinds()).toEqual(['stream', 'stream', 'stream', 'wait'])
  })

  it('opens streams again if two end within a second, and one lasts longer', async () => {
    follow([
      { end: 'closed' },
      { end: 'closed' },
      { lastsMs: 1001, end: 'closed' },
      { end: 'closed' },
      { end: 'closed' },
      {},
    ])
    await vi.advanceTimersByTimeAsync(60_000)

    expect(new Set(kinds())).toEqual(new Set(['stream']))
    expect(opened).toHaveLength(6)
  })

  it('tries a stream again when requests that wait fail', async () => {
    follow([{ pages: 0, end: heldBack }, {}, { pages: 0, end: error('unreachable') }, {}])
    await vi.advanceTimersByTimeAsync(1000)

    expect(kinds()).toEqual(['stream', 'read', 'wait', 'stream'])
  })

  it('waits up to 0.5 seconds, doubled for each failure, up to 30', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1)
    follow(Array.from({ length: 9 }, () => ({ pages: 0, end: error('unreachable') })))
    await vi.advanceTimersByTimeAsync(200_000)

    const delays = opened.slice(1).map(({ at }, index) => (at - (opened[index]?.at ?? 0)) / 1000)
    expect(delays).toEqual([0.5, 1, 2, 4, 8, 16, 30, 30, 30])
  })

  it('starts with short delays again after a connection of more than ten seconds', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1)
    const lost = { pages: 0, end: error('unreachable') }
    follow([lost, lost, lost, { lastsMs: 10_001, end: error('unreachable') }, {}])
    await vi.advanceTimersByTimeAsync(60_000)

    expect((opened[4]?.at ?? 0) - (opened[3]?.at ?? 0)).toBe(10_501)
  })

  it('waits for Retry-After', async () => {
    follow([{ pages: 0, end: error('unavailable', 20) }, {}])
    await vi.advanceTimersByTimeAsync(19_999)
    expect(opened).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(2)

    expect(opened).toHaveLength(2)
  })

  it.each([
    ['the network comes back', 'online', {}],
    ['the page is shown', 'visibilitychange', { visibilityState: 'visible' }],
  ])('tries again at once when %s', async (_what, event, state) => {
    const target = new EventTarget()
    for (const name of ['addEventListener', 'removeEventListener'] as const)
      vi.stubGlobal(name, target[name].bind(target))
    vi.stubGlobal('document', Object.assign(target, state))
    follow([{ pages: 0, end: error('unavailable', 20) }, {}])
    await vi.advanceTimersByTimeAsync(10)
    target.dispatchEvent(new Event(event))
    await vi.advanceTimersByTimeAsync(0)

    expect(opened).toHaveLength(2)
  })

  it('rejects with the reason of the signal, also during a delay', async () => {
    const ended = follow([{ pages: 0, end: error('unavailable', 20) }, {}])
    await vi.advanceTimersByTimeAsync(10)
    controller.abort('left')

    await expect(ended).rejects.toBe('left')
    expect(vi.getTimerCount()).toBe(0)
  })
})
