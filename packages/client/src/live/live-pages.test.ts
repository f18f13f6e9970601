import { toProblem } from '@taskpact/contract'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { event, fakeStreams } from '../../test/fake-streams.js'
import { createClient } from '../create-client.js'
import { createSession } from '../create-session.js'
import { createMemoryStore } from '../token-store.js'
import type { LiveStatus } from './states.js'

const pageOf = (nextCursor: string, ...items: string[]) => ({ items, nextCursor, hasMore: false })
const pageEvent = (nextCursor: string, ...items: string[]) => event('changes', pageOf(nextCursor, ...items))
const done = { value: undefined, done: true }
const item = (value: unknown) => ({ value, done: false })

/** Lets all work end that waits for no timer. */
async function settle() {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
}

async function wait(ms: number) {
  await vi.advanceTimersByTimeAsync(ms)
  await settle()
}

let controller: AbortController
// The client loads it when it is used; `settle` is too short for that.
beforeAll(() => import('./live-pages.js'))
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  vi.spyOn(Math, 'random').mockReturnValue(1)
  controller = new AbortController()
})
afterEach(() => {
  controller.abort()
  vi.useRealTimers()
  vi.restoreAllMocks()
})

type Options = Partial<Parameters<typeof createClient>[0]>

/** A client whose streams a test controls, and whose calls get the responses of a test. */
function open(options: Options = {}, respond: Parameters<typeof fakeStreams>[0] = () => undefined) {
  const { connections, fetch } = fakeStreams(respond)
  const { changes } = createClient({ baseUrl: 'https://tasks.example.org', retries: 0, fetch, ...options }).tasks
  /** Expects that nothing is left of an iteration. */
  const expectNothingLeft = async () => {
    await settle()
    expect(connections.map(({ signal }) => signal.aborted)).toEqual(connections.map(() => true))
    expect(vi.getTimerCount()).toBe(0)
  }
  return { connections, changes, live: changes.live, expectNothingLeft }
}

describe('a live iteration', () => {
  it('iterates over the items of all pages, and reports its status', async () => {
    const statuses: unknown[] = []
    const { live, connections } = open()
    const items = live({}, { signal: controller.signal, onStatus: (status) => void statuses.push(status) })
    const first = items.next()
    await settle()
    connections[0]?.send(pageEvent('a', '1', '2') + pageEvent('b') + pageEvent('c', '3'))

    expect([await first, await items.next(), await items.next()]).toEqual([item('1'), item('2'), item('3')])
    expect(statuses).toEqual(['connecting', 'live'])
  })

  it.each<[LiveStatus, number]>([
    ['connecting', 0],
    ['live', 1],
    ['offline', 2],
  ])('ends with the error that onStatus throws for %s', async (wanted, opened) => {
    const error = new RangeError(wanted)
    const onStatus = (status: LiveStatus) => {
      if (status === wanted) throw error
    }
    const { live, connections, expectNothingLeft } = open()
    const items = live({}, { onStatus })
    const first = items.next()
    first.catch(() => {})
    await settle()
    connections[0]?.send(pageEvent('a', '1'))
    await settle()
    if (opened === 2) {
      expect(await first).toEqual(item('1'))
      connections[0]?.lose()
    }

    await expect(opened === 2 ? items.next() : first).rejects.toBe(error)
    expect(await items.next()).toEqual(done)
    await expectNothingLeft()
  })

  it('ends at once when it is returned while the next item is awaited', async () => {
    const { live, connections, expectNothingLeft } = open()
    const items = live()
    const next = items.next()
    await settle()
    expect(connections).toHaveLength(1)

    expect(await Promise.all([next, items.return()])).toEqual([done, done])
    await expectNothingLeft()
  })

  it('ends at once with an error that is thrown into it while the next item is awaited', async () => {
    const { live, expectNothingLeft } = open()
    const items = live()
    const next = items.next()
    await settle()
    const thrown = items.throw('over')
    thrown.catch(() => {})

    expect(await next).toEqual(done)
    await expect(thrown).rejects.toBe('over')
    await expectNothingLeft()
  })

  it('ends at once when it is returned while it waits for another attempt', async () => {
    const { live, connections, expectNothingLeft } = open()
    const items = live()
    const next = items.next()
    await settle()
    connections[0]?.lose()
    await settle()
    expect(vi.getTimerCount()).toBe(1)

    expect(await Promise.all([next, items.return()])).toEqual([done, done])
    await expectNothingLeft()
    expect(connections).toHaveLength(1)
  })

  it('opens no connection when it is returned before its first item is asked for', async () => {
    const { live, connections } = open()
    const items = live()

    expect(await items.return()).toEqual(done)
    expect(await items.next()).toEqual(done)
    expect(connections).toEqual([])
  })

  it('opens no connection when its signal is already aborted', async () => {
    const { live, connections } = open()
    controller.abort('left')

    await expect(live({}, { signal: controller.signal }).next()).rejects.toBe('left')
    expect(connections).toEqual([])
  })

  it('ends with the reason of its signal between two items of a page', async () => {
    const { live, connections, expectNothingLeft } = open()
    const items = live({}, { signal: controller.signal })
    const first = items.next()
    await settle()
    connections[0]?.send(pageEvent('a', '1', '2'))
    expect(await first).toEqual(item('1'))
    controller.abort('left')

    await expect(items.next()).rejects.toBe('left')
    expect(await items.next()).toEqual(done)
    await expectNothingLeft()
  })

  it('closes its connection when its signal is aborted, although no other item is asked for', async () => {
    const { live, connections, expectNothingLeft } = open()
    const items = live({}, { signal: controller.signal })
    const first = items.next()
    await settle()
    connections[0]?.send(pageEvent('a', '1', '2'))
    await first
    controller.abort()

    await expectNothingLeft()
  })

  it.each(['items', 'pages'] as const)('leaves nothing behind after a break, if it iterates over %s', async (kind) => {
    const { live, connections, expectNothingLeft } = open()
    const received: unknown[] = []
    const iterate = async () => {
      for await (const value of kind === 'items' ? live() : live.pages()) {
        received.push(value)
        break
      }
    }
    const ended = iterate()
    await settle()
    connections[0]?.send(pageEvent('a', '1', '2') + pageEvent('b', '3'))
    await ended

    expect(received).toEqual([kind === 'items' ? '1' : pageOf('a', '1', '2')])
    await expectNothingLeft()
  })

  it('leaves nothing behind after a break, if it polls', async () => {
    let polls = 0
    const respond = (url: string) => {
      if (url.includes('/live')) return new Response(null)
      return polls++ === 0 ? Response.json(pageOf('a', '1')) : undefined
    }
    const { live, connections } = open({}, respond)
    const items = live()
    expect(await items.next()).toEqual(item('1'))
    const next = items.next()
    await settle()
    expect(connections.map(({ url }) => new URL(url).search)).toEqual(['', '?wait=0', '?since=a&wait=25'])

    expect(await Promise.all([next, items.return()])).toEqual([done, done])
    await settle()
    expect(connections[2]?.signal.aborted).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('ends with what the loop throws', async () => {
    const { live, connections, expectNothingLeft } = open()
    const iterate = async () => {
      for await (const value of live()) throw new RangeError(String(value))
    }
    const ended = iterate()
    ended.catch(() => {})
    await settle()
    connections[0]?.send(pageEvent('a', '1', '2'))

    await expect(ended).rejects.toThrow(new RangeError('1'))
    await expectNothingLeft()
  })

  it('ends with an error that a retry cannot fix, after the items before it', async () => {
    const { live, connections, expectNothingLeft } = open()
    const items = live()
    const first = items.next()
    await settle()
    const problem = toProblem({ code: 'cursor_expired', detail: 'A sentence.' }, 'request-1')
    connections[0]?.send(pageEvent('a', '1', '2') + event('end', problem))

    expect([await first, await items.next()]).toEqual([item('1'), item('2')])
    await expect(items.next()).rejects.toMatchObject({ code: 'cursor_expired', problem })
    await expectNothingLeft()
  })

  it('ends with what a token function throws', async () => {
    const error = new RangeError('no token')
    const token = () => Promise.reject(error)

    await expect(open({ token }).live().next()).rejects.toBe(error)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('continues after its last page when the connection is lost', async () => {
    const { live, connections } = open()
    const items = live({ since: 'start' }, { signal: controller.signal })
    const first = items.next()
    await settle()
    connections[0]?.send(pageEvent('a', '1'))
    await first
    const second = items.next()
    await settle()
    connections[0]?.lose()
    await wait(500)
    connections[1]?.send(pageEvent('a') + pageEvent('b', '2'))

    expect(await second).toEqual(item('2'))
    expect(connections.map(({ headers }) => headers.get('last-event-id'))).toEqual(['start', 'a'])
  })
})

describe('the pages of a live iteration', () => {
  it('begin with the first one, although it is empty, and then are not', async () => {
    const { live, connections } = open()
    const pages = live.pages({}, { signal: controller.signal })
    const first = pages.next()
    await settle()
    connections[0]?.send(pageEvent('a') + pageEvent('a') + pageEvent('b', '1') + pageEvent('b') + pageEvent('c', '2'))

    expect(await first).toEqual(item(pageOf('a')))
    expect(await pages.next()).toEqual(item(pageOf('b', '1')))
    expect(await pages.next()).toEqual(item(pageOf('c', '2')))
  })

  it('contain an empty first one also if its cursor is that of the input', async () => {
    const { live, connections } = open()
    const first = live.pages({ since: 'a' }, { signal: controller.signal }).next()
    await settle()
    connections[0]?.send(pageEvent('a'))

    expect(await first).toEqual(item(pageOf('a')))
  })
})

describe('a live iteration of a session', () => {
  const tokensOf = (id: string) => JSON.stringify({ user: { id, email: `${id}@example.com` }, token: `token of ${id}` })

  async function openAs(id: string) {
    const storage = createMemoryStore()
    await storage.set(tokensOf(id))
    const session = createSession({ storage })
    return { storage, session, ...open({ session }) }
  }

  it.each([
    ['another user signs in', () => tokensOf('grace')],
    ['the user signs out', () => ''],
  ])('delivers nothing of another user if %s while the connection is lost', async (_what, tokens) => {
    const { live, connections, storage, expectNothingLeft } = await openAs('ada')
    const items = live()
    const first = items.next()
    await settle()
    connections[0]?.send(pageEvent('a', '1'))
    expect(await first).toEqual(item('1'))
    const second = items.next()
    second.catch(() => {})
    await settle()
    connections[0]?.lose()
    await settle()
    await storage.set(tokens())
    await wait(500)
    connections[1]?.send(pageEvent('b', 'of another user'))

    await expect(second).rejects.toMatchObject({ code: 'session_changed' })
    expect(await items.next()).toEqual(done)
    await expectNothingLeft()
    expect(connections.map(({ headers }) => headers.get('authorization'))).not.toContain('Bearer token of grace')
  })

  it('delivers no other item of a page when the user has signed out', async () => {
    const { live, connections, session, expectNothingLeft } = await openAs('ada')
    const items = live()
    const first = items.next()
    await settle()
    connections[0]?.send(pageEvent('a', '1', '2'))
    expect(await first).toEqual(item('1'))
    await session.clearLocal()

    await expect(items.next()).rejects.toMatchObject({ code: 'session_changed' })
    await expectNothingLeft()
  })

  it('ends while it waits for changes when the user signs out', async () => {
    const { live, connections, session, expectNothingLeft } = await openAs('ada')
    const next = live().next()
    next.catch(() => {})
    await settle()
    connections[0]?.send(pageEvent('a'))
    await settle()
    await session.clearLocal()

    await expect(next).rejects.toMatchObject({ code: 'session_changed' })
    await expectNothingLeft()
  })

  it('does not hear of the session when its signal was aborted, although no other item is asked for', async () => {
    const { live, connections, session } = await openAs('ada')
    const unsubscribe = vi.fn()
    vi.spyOn(session, 'subscribe').mockReturnValue(unsubscribe)
    const items = live({}, { signal: controller.signal })
    const first = items.next()
    await settle()
    connections[0]?.send(pageEvent('a', '1'))
    await first
    controller.abort()

    expect(unsubscribe).toHaveBeenCalledOnce()
  })

  it('does not hear of the session when it has ended', async () => {
    const { live, connections, session } = await openAs('ada')
    const unsubscribe = vi.fn()
    vi.spyOn(session, 'subscribe').mockReturnValue(unsubscribe)
    const items = live()
    const first = items.next()
    await settle()
    connections[0]?.send(pageEvent('a', '1'))
    await first
    await items.return()

    expect(unsubscribe).toHaveBeenCalledOnce()
  })
})
