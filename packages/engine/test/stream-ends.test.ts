import { setTimeout as sleep } from 'node:timers/promises'
import { createHub, ServiceError } from '@taskpact/engine'
import { createNotes, identify } from '@taskpact/engine/testing'
import { describe, expect, it, vi } from 'vitest'
import { create, receive, watch } from './watch-notes.js'

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
    const hub = createHub({ maxPerOwner: 2 })
    const notes = createNotes({ hub })
    const received = []
    for (const _ of [1, 2, 3]) received.push(receive(await watch(notes)))

    expect(received.map(({ ends }) => ends)).toEqual([['rate_limited'], [], []])
    expect(hub.waiting).toBe(2)
  })

  it('does not come because of a request that is refused', async () => {
    const notes = createNotes({ hub: createHub({ maxPerOwner: 1 }) })
    const received = receive(await watch(notes))
    await expect(watch(notes, 'not a cursor!')).rejects.toMatchObject({ code: 'invalid_input' })

    expect(received.ends).toEqual([])
  })

  it('is a refusal if the server stops during the first read', async () => {
    const hub = createHub()
    const notes = createNotes({ hub })
    const { queries } = notes.db
    vi.spyOn(queries, 'push').mockImplementation((query) => {
      if (query === 'changes') hub.close()
      return 0
    })

    await expect(watch(notes)).rejects.toMatchObject({ code: 'unavailable' })
    expect(hub.waiting).toBe(0)
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
