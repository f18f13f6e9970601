import { setTimeout as sleep } from 'node:timers/promises'
import { createHub, type EventStream, ServiceError, type StreamEvent } from '@taskpact/engine'
import { createNotes, identify } from '@taskpact/engine/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'

type Notes = ReturnType<typeof createNotes>

const open: EventStream[] = []
afterEach(() => {
  for (const stream of open.splice(0)) stream.close()
})

async function watch({ call }: Notes, lastEventId?: string, token = 'ada'): Promise<EventStream> {
  const { output } = await call('notes.watch', { token, fields: lastEventId === undefined ? {} : { lastEventId } })
  open.push(output as EventStream)
  return output as EventStream
}

const create = ({ call }: Notes, text = 'a', token = 'ada') => call('notes.create', { token, fields: { text } })

/** Receives all events, as a transport that is never busy. */
function receive(stream: EventStream) {
  const events: StreamEvent[] = []
  const ends: (string | undefined)[] = []
  let isTaking = true
  stream.start({
    send(event) {
      events.push(event)
      return isTaking
    },
    end: (failure) => void ends.push(failure?.code),
  })
  return {
    events,
    ends,
    get texts() {
      return events.map(({ data }) => (data as { items: { text: string }[] }).items.map(({ text }) => text))
    },
    pause() {
      isTaking = false
    },
    resume() {
      isTaking = true
      stream.resume()
    },
  }
}

describe('a stream', () => {
  it('starts with a page at once, even without changes, and continues with each write', async () => {
    const notes = createNotes()
    const { events, texts } = receive(await watch(notes))
    expect(events).toEqual([{ id: '0', data: { items: [], revision: 0, nextCursor: '0', hasMore: false } }])
    await create(notes)

    await expect.poll(() => events.at(-1)).toMatchObject({ id: '1', data: { items: [{ text: 'a' }], revision: 1 } })
    expect(texts).toHaveLength(1)
  })

  it('continues after the event that the client received last', async () => {
    const notes = createNotes()
    for (const text of ['a', 'b', 'c']) await create(notes, text)

    expect(receive(await watch(notes, '1')).texts).toEqual([['b', 'c']])
    expect(receive(await watch(notes)).texts).toEqual([['a', 'b', 'c']])
  })

  it('sends what is there page by page', async () => {
    const notes = createNotes()
    for (const text of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) await create(notes, text)
    const received = receive(await watch(notes))

    await expect.poll(() => received.texts).toEqual([['a', 'b', 'c'], ['d', 'e', 'f'], ['g']])
    expect(received.events.map(({ data }) => (data as { hasMore: boolean }).hasMore)).toEqual([true, true, false])
  })

  it('misses nothing that is written before it starts', async () => {
    const notes = createNotes()
    const stream = await watch(notes)
    await create(notes)
    await sleep(5)
    const received = receive(stream)

    await expect.poll(() => received.texts).toEqual([[], ['a']])
  })

  it('sends an event for a write without an item', async () => {
    const notes = createNotes()
    await create(notes)
    const received = receive(await watch(notes, '1'))
    await notes.call('notes.remove', { fields: { noteId: 'note 1' } })

    await expect.poll(() => received.events.at(-1)).toMatchObject({ id: '2', data: { items: [], revision: 2 } })
  })

  it('sends nothing of other users', async () => {
    const notes = createNotes()
    const [ada, eve] = [receive(await watch(notes)), receive(await watch(notes, undefined, 'eve'))]
    await create(notes, 'hers', 'eve')

    await expect.poll(() => eve.texts).toEqual([[], ['hers']])
    expect(ada.texts).toEqual([[]])
    await expect(notes.call('notes.watch', { fields: { userId: 'eve' } })).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('reads once for all streams that have received the same', async () => {
    const notes = createNotes()
    const received = await Promise.all(Array.from({ length: 10 }, async () => receive(await watch(notes))))
    notes.db.queries.length = 0
    await create(notes)

    for (const one of received) await expect.poll(() => one.texts).toEqual([[], ['a']])
    expect(notes.db.queries).toEqual(['changes'])
    expect(new Set(received.map(({ events }) => events[1])).size).toBe(1)
  })

  it('holds nothing for a receiver that is busy, which gets all of it later', async () => {
    const notes = createNotes()
    const [busy, other] = [receive(await watch(notes)), receive(await watch(notes))]
    busy.pause()
    await create(notes, 'a')
    await expect.poll(() => busy.texts).toEqual([[], ['a']])
    for (const text of ['b', 'c', 'd', 'e', 'f']) await create(notes, text)
    await expect.poll(() => other.texts.flat()).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
    expect(busy.texts).toEqual([[], ['a']])
    busy.resume()

    await expect
      .poll(() => busy.texts.slice(2))
      .toEqual([
        ['b', 'c', 'd'],
        ['e', 'f'],
      ])
  })

  it('can be iterated over, in the process of the server', async () => {
    const notes = createNotes()
    const stream = await watch(notes)
    const ids: string[] = []
    for await (const { id } of stream) {
      ids.push(id)
      if (ids.length === 3) break
      await create(notes)
    }

    expect(ids).toEqual(['0', '1', '2'])
  })

  it('can be left while the iterator waits, and is then closed', async () => {
    const hub = createHub()
    const stream = await watch(createNotes({ hub }))
    const iterator = stream[Symbol.asyncIterator]()
    await iterator.next()
    const waiting = iterator.next()
    await iterator.return?.()

    expect(await waiting).toEqual({ done: true, value: undefined })
    expect(hub.waiting).toBe(0)
  })

  it('can be closed by its receiver while it sends', async () => {
    const hub = createHub()
    const stream = await watch(createNotes({ hub }))
    const summaries: unknown[] = []
    stream.onEnd((summary) => summaries.push(summary))
    stream.start({
      send() {
        stream.close()
        return false
      },
      end: () => {},
    })
    stream.close()

    expect(summaries).toHaveLength(1)
    expect(hub.waiting).toBe(0)
  })

  it('is woken by the sweep after a write of another process', async () => {
    const hub = createHub()
    const notes = createNotes({ hub })
    const received = receive(await watch(notes))
    await create(createNotes({ db: notes.db }))
    await sleep(20)
    expect(received.texts).toEqual([[]])
    await hub.sweep(async () => new Map([['ada', 1]]))

    await expect.poll(() => received.texts).toEqual([[], ['a']])
  })

  it('wakes the others if its first page shows a write of another process', async () => {
    const notes = createNotes()
    const first = receive(await watch(notes))
    await create(createNotes({ db: notes.db }))
    receive(await watch(notes))

    await expect.poll(() => first.texts).toEqual([[], ['a']])
  })
})

describe('the end of a stream', () => {
  it.each(['invalid_token', 'token_expired'])('comes with %s once its token is refused', async (code) => {
    let isOver = false
    const hub = createHub()
    const notes = createNotes({
      hub,
      identify: async (token, ctx) => {
        if (isOver) throw new ServiceError(code, 'No longer.')
        return identify(token, ctx)
      },
    })
    const received = receive(await watch(notes))
    isOver = true

    await expect.poll(() => received.ends, { timeout: 5000 }).toEqual([code])
    expect(hub.waiting).toBe(0)
  })

  it('comes before a change that the caller may no longer read', async () => {
    let isOver = false
    const notes = createNotes({
      identify: async (token, ctx) => {
        if (isOver) throw new ServiceError('invalid_token', 'No longer.')
        return identify(token, ctx)
      },
    })
    const hub = createHub()
    const watching = createNotes({
      db: notes.db,
      hub,
      identify: async (token, ctx) => {
        if (isOver) throw new ServiceError('invalid_token', 'No longer.')
        return identify(token, ctx)
      },
    })
    const received = receive(await watch(watching))
    await create(notes)
    isOver = true
    hub.wake('ada')

    await expect.poll(() => received.ends).toEqual(['invalid_token'])
    expect(received.texts).toEqual([[]])
  })

  it('does not come with a short outage of the database', async () => {
    let isAway = false
    const hub = createHub()
    const notes = createNotes({
      hub,
      identify: async (token, ctx) => {
        if (isAway) throw Object.assign(new Error('connection lost'), { code: '08006' })
        return identify(token, ctx)
      },
      translateError: () => new ServiceError('unavailable', 'The database does not respond.'),
    })
    const received = receive(await watch(notes))
    isAway = true
    await create(createNotes({ db: notes.db }))
    hub.wake('ada')
    await sleep(1500)
    isAway = false

    await expect.poll(() => received.texts, { timeout: 3000 }).toEqual([[], ['a']])
    expect(received.ends).toEqual([])
  })

  it('comes when the server stops: at once, or at random times within the given one', async () => {
    const hub = createHub()
    const notes = createNotes({ hub })
    const received = [receive(await watch(notes)), receive(await watch(notes))]
    hub.close(200)

    for (const { ends } of received) await expect.poll(() => ends).toEqual([undefined])
    const late = receive(await watch(notes))
    expect(late.ends).toEqual([])
    await expect.poll(() => late.ends, { timeout: 2000 }).toEqual([undefined])
    expect(hub.waiting).toBe(0)
  })

  it('frees its place, and is reported once', async () => {
    const hub = createHub({ max: 1 })
    const notes = createNotes({ hub })
    const stream = await watch(notes)
    const summaries: unknown[] = []
    stream.onEnd((summary) => summaries.push(summary))
    receive(stream)
    await expect(watch(notes)).rejects.toMatchObject({ code: 'unavailable', retryAfter: 5 })
    stream.close()
    stream.close()

    expect(summaries).toEqual([{ failure: undefined, events: 1 }])
    expect(hub.waiting).toBe(0)
    receive(await watch(notes))
  })

  it('comes to the oldest one of a user that has too many', async () => {
    const hub = createHub({ maxPerUser: 2 })
    const notes = createNotes({ hub })
    const received = []
    for (const _ of [1, 2, 3]) received.push(receive(await watch(notes)))

    expect(received.map(({ ends }) => ends)).toEqual([['rate_limited'], [], []])
    expect(hub.waiting).toBe(2)
  })

  it('does not come because of a request that is refused', async () => {
    const notes = createNotes({ hub: createHub({ maxPerUser: 1 }) })
    const received = receive(await watch(notes))
    await expect(watch(notes, 'not a cursor!')).rejects.toMatchObject({ code: 'invalid_input' })

    expect(received.ends).toEqual([])
  })

  it('is a refusal if the server stops during the first read', async () => {
    const hub = createHub()
    const notes = createNotes({ hub })
    const opening = watch(notes)
    await Promise.resolve()
    const closing = new Promise<void>((resolve) => setImmediate(resolve))
    hub.close()
    await closing
    await opening.then(
      (stream) => receive(stream).ends,
      (error) => expect(error).toMatchObject({ code: 'unavailable' }),
    )

    await expect.poll(() => hub.waiting, { timeout: 2000 }).toBe(0)
  })

  it('is a refusal if the first page cannot be read, and takes no place', async () => {
    const hub = createHub()
    const notes = createNotes({ hub })

    await expect(watch(notes, 'not a cursor!')).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(watch(notes, undefined, 'expired')).rejects.toMatchObject({ code: 'token_expired' })
    expect(hub.waiting).toBe(0)
  })

  it('leaves no timer', async () => {
    vi.useFakeTimers()
    const stream = await watch(createNotes())
    receive(stream)
    expect(vi.getTimerCount()).toBe(1)
    stream.close()

    expect(vi.getTimerCount()).toBe(0)
    vi.useRealTimers()
  })
})
