import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError, type ClientErrorCode } from '../api-error.js'
import type { Page } from '../pages.js'
import { followPages, type OnPage, type PageSource, streamBuffered } from './follow-pages.js'

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
function follow(connections: readonly Connection[], take: () => void = () => {}) {
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
      if (next.lastsMs) await new Promise((resolve) => setTimeout(resolve, next.lastsMs))
      return next.pages === 0 ? never : page(String(Number(cursor ?? 0) + 1))
    },
  }
  const onPage = (page: Page) => {
    take()
    received.push(page)
  }
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
    follow([{ lastsMs: 1001, end: error('token_expired') }, { lastsMs: 1001, end: error('invalid_token') }, {}])
    await vi.advanceTimersByTimeAsync(2002)

    expect(opened.map(({ cursor, at }) => [cursor, at - (opened[0]?.at ?? 0)])).toEqual([
      [undefined, 0],
      ['1', 1001],
      ['2', 2002],
    ])
    expect(statuses).toEqual(['connecting', 'live', 'connecting', 'live', 'connecting', 'live'])
  })

  it('waits if the tokens of two streams in a row expire within a second', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1)
    follow([{ end: error('token_expired') }, { end: error('token_expired') }, {}])
    await vi.advanceTimersByTimeAsync(499)
    expect(opened).toHaveLength(2)
    await vi.advanceTimersByTimeAsync(1)

    expect(opened).toHaveLength(3)
  })

  it('rejects with an error of the session when it opens another stream', async () => {
    const ended = follow([
      { lastsMs: 1001, end: error('invalid_token') },
      { pages: 0, end: error('invalid_token') },
    ])
    const rejects = expect(ended).rejects.toMatchObject({ code: 'invalid_token' })
    await vi.advanceTimersByTimeAsync(2000)

    await rejects
  })

  it('delivers a page again that was not taken when the connection was lost', async () => {
    let attempts = 0
    follow([{ end: error('unreachable') }, {}], () => {
      if (attempts++ === 0) throw error('unreachable')
    })
    await vi.advanceTimersByTimeAsync(1000)

    expect(opened.map(({ cursor }) => cursor)).toEqual([undefined, undefined])
  })

  it('tries a stream again after ten minutes of polling', async () => {
    const slow = Array.from({ length: 61 }, () => ({ lastsMs: 10_000 }))
    follow([{ pages: 0, end: streamBuffered }, ...slow, {}])
    await vi.advanceTimersByTimeAsync(599_000)
    expect(kinds().filter((kind) => kind === 'stream')).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(12_000)

    expect(kinds().filter((kind) => kind === 'stream')).toHaveLength(2)
    expect(statuses).toEqual(['connecting', 'polling', 'connecting', 'live'])
  })

  it('polls if the stream is buffered, the first time without waiting', async () => {
    follow([{ pages: 0, end: streamBuffered }, {}, {}, { pages: 0 }])
    await vi.advanceTimersByTimeAsync(1000)

    expect(kinds()).toEqual(['stream', 'read', 'wait', 'wait'])
    expect(received).toHaveLength(2)
    expect(statuses).toEqual(['connecting', 'polling'])
  })

  it('polls if three streams in a row end within a second', async () => {
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

  it('tries a stream again when long polling fails', async () => {
    follow([{ pages: 0, end: streamBuffered }, {}, { pages: 0, end: error('unreachable') }, {}])
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

  it('starts with short delays again after a connection that ended properly after more than a second', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1)
    follow([...Array.from({ length: 5 }, () => ({ lastsMs: 1001, end: 'closed' as const })), {}])
    await vi.advanceTimersByTimeAsync(10_000)

    const gaps = opened.slice(1).map(({ at }, index) => at - (opened[index]?.at ?? 0))
    expect(gaps).toEqual([1501, 1501, 1501, 1501, 1501])
  })

  it.each([
    ['', 20, 20_000],
    [', up to five minutes', 3600, 300_000],
  ])('waits for Retry-After%s, and the random delay', async (_what, retryAfter, ms) => {
    vi.spyOn(Math, 'random').mockReturnValue(1)
    follow([{ pages: 0, end: error('unavailable', retryAfter) }, {}])
    await vi.advanceTimersByTimeAsync(ms + 499)
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
    vi.spyOn(Math, 'random').mockReturnValue(1)
    follow([{ pages: 0, end: error('unavailable') }, {}])
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
