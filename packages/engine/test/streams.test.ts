import { setTimeout as sleep } from 'node:timers/promises'
import { createHub } from '@taskpact/engine'
import { createNotes } from '@taskpact/engine/testing'
import { describe, expect, it } from 'vitest'
import { create, receive, watch } from './watch-notes.js'

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
