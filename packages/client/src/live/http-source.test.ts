import { toProblem } from '@taskpact/contract'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { event, fakeStreams } from '../../test/fake-streams.js'
import { ApiError } from '../api-error.js'
import type { Page } from '../pages.js'
import { type OnPage, streamBuffered } from './follow-pages.js'
import { createHttpSource } from './http-source.js'

const wait = (ms: number) => vi.advanceTimersByTimeAsync(ms)
const pageOf = (...items: unknown[]): Page => ({ items, nextCursor: `after-${items.length}`, hasMore: false })
const pageEvent = (...items: unknown[]) => event('changes', pageOf(...items))
const problem = toProblem({ code: 'token_expired', detail: 'A sentence.' }, 'request-1')

const route = {
  name: 'tasks.changes',
  method: 'GET',
  path: '/api/:userId/changes',
  cursor: 'since',
  live: '/api/:userId/changes/live',
}

let pages: Page[]
let controller: AbortController
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  pages = []
  controller = new AbortController()
})
afterEach(() => {
  controller.abort()
  vi.useRealTimers()
})

interface Opened {
  readonly cursor?: unknown
  readonly onPage?: OnPage
  readonly respond?: (url: string, init: RequestInit) => Response | undefined
}

/** Opens a stream, and takes its pages. */
async function open({ cursor, onPage = (page) => void pages.push(page), respond }: Opened = {}) {
  const { connections, fetch } = fakeStreams(respond)
  const source = createHttpSource(route, {}, vi.fn(), { baseUrl: 'https://tasks.example.org', fetch })
  const ended = source.stream(cursor, controller.signal, onPage, () => {})
  ended.catch(() => {})
  await wait(0)
  const [connection] = connections
  if (!connection) throw await ended.catch((error) => error)
  return { ...connection, connections, ended }
}

describe('the stream of an HTTP source', () => {
  it('passes on the pages, wherever its bytes are split', async () => {
    const bytes = new TextEncoder().encode(`retry: 2000\n:\n\n${pageEvent('ä', '😀')}${pageEvent(3)}`)
    for (let at = 0; at <= bytes.length; at++) {
      pages = []
      const { send, close, ended } = await open()
      send(bytes.subarray(0, at))
      await wait(0)
      send(bytes.subarray(at))
      close()
      await ended

      expect(pages).toEqual([pageOf('ä', '😀'), pageOf(3)])
    }
  })

  it('is requested by its path, without a cursor at first', async () => {
    const { url, headers } = await open()

    expect(url).toBe('https://tasks.example.org/api/me/changes/live')
    expect(headers.get('last-event-id')).toBe(null)
  })

  it('sends the cursor as Last-Event-ID', async () => {
    const { headers } = await open({ cursor: 'WyJhIiw3XQ' })

    expect(headers.get('last-event-id')).toBe('WyJhIiw3XQ')
  })

  it.each(['a b', 'a\nb', 'a\r\nx-other: b', 'ä', '\u0000'])(
    'rejects the cursor %j without a request',
    async (cursor) => {
      await expect(open({ cursor })).rejects.toMatchObject({ code: 'invalid_cursor' })
    },
  )

  it('rejects if the operation has none', async () => {
    const { fetch, connections } = fakeStreams()
    const source = createHttpSource({ ...route, live: '' }, {}, vi.fn(), {
      baseUrl: 'https://tasks.example.org',
      fetch,
    })

    await expect(
      source.stream(
        'a',
        controller.signal,
        () => {},
        () => {},
      ),
    ).rejects.toBe(streamBuffered)
    expect(connections).toEqual([])
  })

  it('rejects with the problem of an event `end`, and its delay', async () => {
    const { send, ended } = await open()
    send(`${pageEvent(1)}retry: 3500\n${event('end', problem)}`)

    await expect(ended).rejects.toMatchObject({ name: 'ApiError', code: 'token_expired', problem, retryAfter: 3.5 })
    expect(pages).toEqual([pageOf(1)])
  })

  it('passes nothing on that comes after an event `end`', async () => {
    const { send, ended } = await open()
    send(`${event('end', problem)}${pageEvent(1)}`)

    await expect(ended).rejects.toMatchObject({ code: 'token_expired', retryAfter: undefined })
    expect(pages).toEqual([])
  })

  it('rejects with `unavailable` if the server stops', async () => {
    const { send, close, ended } = await open()
    send(`retry: 1000\n${pageEvent(1)}retry: 3000\n\n`)
    close()

    await expect(ended).rejects.toMatchObject({ code: 'unavailable', retryAfter: 3 })
  })

  it.each(['retry: 3000\n\n', `retry: 3000\n${pageEvent(1)}`])('resolves if it ends after %j', async (text) => {
    const { send, close, ended } = await open()
    send(text)
    close()

    await expect(ended).resolves.toBeUndefined()
  })

  it('rejects with `unreachable` if the connection is lost', async () => {
    const { send, lose, ended } = await open()
    send(pageEvent(1))
    await wait(0)
    lose()

    await expect(ended).rejects.toMatchObject({ code: 'unreachable' })
    expect(pages).toEqual([pageOf(1)])
  })

  it('counts as buffered without a byte for ten seconds, before the first page', async () => {
    const { send, ended } = await open()
    await wait(9999)
    send(': \n')
    await wait(9999)
    send(pageEvent(1).slice(0, 10))
    await wait(9999)
    expect(vi.getTimerCount()).toBe(1)
    await wait(1)

    await expect(ended).rejects.toBe(streamBuffered)
  })

  it('counts as lost without a byte for 45 seconds, after the first page', async () => {
    const { send, ended } = await open()
    send(pageEvent(1))
    await wait(44_999)
    send(': \n')
    await wait(44_999)
    expect(vi.getTimerCount()).toBe(1)
    await wait(1)

    await expect(ended).rejects.toMatchObject({ code: 'timeout' })
    await expect(ended).rejects.not.toBe(streamBuffered)
  })

  it('does not count the time that the receiver of a page takes', async () => {
    const onPage = async (page: Page) => {
      await new Promise((resolve) => setTimeout(resolve, 100_000))
      pages.push(page)
    }
    const { send, ended } = await open({ onPage })
    send(pageEvent(1) + pageEvent(2))
    await wait(200_000 + 44_999)
    expect(pages).toEqual([pageOf(1), pageOf(2)])
    expect(vi.getTimerCount()).toBe(1)
    await wait(1)

    await expect(ended).rejects.toMatchObject({ code: 'timeout' })
  })

  it('is read on when the receiver has taken a page', async () => {
    let take = () => {}
    const onPage = (page: Page) => {
      pages.push(page)
      return new Promise<void>((resolve) => {
        take = resolve
      })
    }
    const { send } = await open({ onPage })
    send(pageEvent(1) + pageEvent(2))
    await wait(1000)
    expect(pages).toEqual([pageOf(1)])
    take()
    await wait(0)

    expect(pages).toEqual([pageOf(1), pageOf(2)])
  })

  it('ignores unknown events', async () => {
    const { send, close, ended } = await open()
    send(`${event('hello', { version: 2 })}${pageEvent(1)}${event('goodbye', [])}`)
    close()
    await ended

    expect(pages).toEqual([pageOf(1)])
  })

  it.each([
    ['another content type', { 'content-type': 'application/json' }],
    ['no content type', {}],
  ])('rejects a response with %s', async (_what, headers) => {
    const { ended } = await open({ respond: () => new Response(new Blob(['{}']).stream(), { headers }) })

    await expect(ended).rejects.toMatchObject({ code: 'unexpected_response', status: 200 })
  })

  it('counts as buffered if a response has no body to read, as in React Native', async () => {
    const { ended } = await open({ respond: () => new Response(null) })

    await expect(ended).rejects.toBe(streamBuffered)
  })

  it('rejects with the problem of a response', async () => {
    const respond = () => Response.json(problem, { status: 503, headers: { 'retry-after': '7' } })
    const { ended, connections } = await open({ respond })

    await expect(ended).rejects.toMatchObject({ code: 'token_expired', retryAfter: 7 })
    expect(connections).toHaveLength(1)
  })

  it('rejects with the reason of the signal', async () => {
    const { send, ended } = await open()
    send(pageEvent(1))
    await wait(0)
    controller.abort('left')

    await expect(ended).rejects.toBe('left')
  })

  it('sends no request if the signal is already aborted', async () => {
    controller.abort('left')

    await expect(open()).rejects.toBe('left')
  })

  it('passes nothing on after its signal was aborted, and leaves no timer, while a page is taken', async () => {
    let take = () => {}
    const onPage = (page: Page) => {
      pages.push(page)
      return new Promise<void>((resolve) => {
        take = resolve
      })
    }
    const { send, ended } = await open({ onPage })
    send(pageEvent(1) + pageEvent(2))
    await wait(0)
    controller.abort('left')
    await expect(ended).rejects.toBe('left')
    take()
    await wait(0)

    expect(pages).toEqual([pageOf(1)])
    expect(vi.getTimerCount()).toBe(0)
  })

  const html = () => new Response(new ReadableStream(), { headers: { 'content-type': 'text/html' } })
  it.each<[string, (connection: Awaited<ReturnType<typeof open>>) => void, Opened?]>([
    ['it ends', ({ close }) => close()],
    ['it ends with a problem', ({ send }) => send(event('end', problem))],
    ['it is lost', ({ lose }) => lose()],
    ['it sends no JSON', ({ send }) => send('data: {\n\n')],
    ['it sends nothing', () => vi.advanceTimersByTime(10_000)],
    ['its signal is aborted', () => controller.abort()],
    ['the receiver fails', ({ send }) => send(pageEvent(1)), { onPage: () => Promise.reject(new Error('full')) }],
    ['it is no stream', () => {}, { respond: html }],
    ['it is a problem', () => {}, { respond: () => Response.json(problem, { status: 401 }) }],
  ])('aborts its request and leaves no timer when %s', async (_what, act, opened) => {
    const connection = await open(opened)
    act(connection)
    await connection.ended.catch(() => {})

    expect(connection.signal.aborted).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a read of an HTTP source', () => {
  function read(waits: boolean, page: Page, ms = 0) {
    const method = vi.fn(async (..._args: unknown[]) => {
      await new Promise((resolve) => setTimeout(resolve, ms))
      return page
    })
    const source = createHttpSource(route, { limit: 5 }, method, { baseUrl: 'https://tasks.example.org' })
    let result: unknown
    const take = (value: unknown) => {
      result = value
    }
    source.read('a', controller.signal, waits).then(take, take)
    return { method, result: () => result }
  }

  it('waits 25 seconds for a page, and longer for the response', async () => {
    const { method } = read(true, pageOf(1))

    expect(method).toHaveBeenCalledExactlyOnceWith(
      { limit: 5, since: 'a', wait: 25 },
      { signal: controller.signal, timeout: 35_000 },
    )
  })

  it('does not wait for a page that can be empty', async () => {
    const { method } = read(false, pageOf())

    expect(method.mock.calls[0]?.[0]).toEqual({ limit: 5, since: 'a', wait: 0 })
  })

  it('takes a second if an empty page comes early', async () => {
    const { result } = read(true, pageOf(), 10)
    await wait(1009)
    expect(result()).toBe(undefined)
    await wait(1)

    expect(result()).toEqual(pageOf())
  })

  it.each([
    ['the page has items', true, pageOf(1), 10],
    ['the page comes late', true, pageOf(), 1000],
    ['it does not wait for a page', false, pageOf(), 10],
  ])('ends at once if %s', async (_what, waits, page, ms) => {
    const { result } = read(waits, page, ms)
    await wait(ms)

    expect(result()).toEqual(page)
  })

  it('rejects with the reason of the signal, also in that second', async () => {
    const { result } = read(true, pageOf(), 10)
    await wait(100)
    controller.abort(new ApiError('timeout', 'left'))
    await wait(0)

    expect(result()).toEqual(new ApiError('timeout', 'left'))
    expect(vi.getTimerCount()).toBe(0)
  })
})
