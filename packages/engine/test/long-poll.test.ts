import { setTimeout as sleep } from 'node:timers/promises'
import { createHub, ServiceError } from '@taskpact/engine'
import { createNotes, identify } from '@taskpact/engine/testing'
import { describe, expect, it } from 'vitest'

const since = (since: string, wait = 10) => ({ fields: { since, wait } })
const create = { fields: { text: 'a' } }

/** Runs a write once a call waits. */
async function duringWait(hub: { readonly waiting: number }, write: () => unknown): Promise<void> {
  while (hub.waiting === 0) await sleep(1)
  await sleep(20)
  await write()
}

describe('a call that waits for changes', () => {
  it('returns at once if there is something, without a cursor too', async () => {
    const { call } = createNotes()
    expect(await call('notes.changes', { fields: { wait: 10 } })).toMatchObject({ output: { items: [] } })
    await call('notes.create', create)

    expect(await call('notes.changes', since('0'))).toMatchObject({ output: { items: [{ text: 'a' }] } })
  })

  it('returns the next write of its user', async () => {
    const hub = createHub()
    const { call } = createNotes({ hub })
    const [page] = await Promise.all([
      call('notes.changes', since('0')),
      duringWait(hub, () => call('notes.create', create)),
    ])

    expect(page).toMatchObject({ output: { items: [{ text: 'a' }], revision: 1, nextCursor: '1' } })
    expect(hub.waiting).toBe(0)
  })

  it('returns a write without an item, because its revision is new', async () => {
    const hub = createHub()
    const { call } = createNotes({ hub })
    await call('notes.create', create)
    const [page] = await Promise.all([
      call('notes.changes', since('1')),
      duringWait(hub, () => call('notes.remove', { fields: { noteId: 'note 1' } })),
    ])

    expect(page).toMatchObject({ output: { items: [], revision: 2, nextCursor: '2' } })
  })

  it('returns a page without changes when the time is over, whatever others write', async () => {
    const hub = createHub()
    const { call } = createNotes({ hub })
    const started = performance.now()
    const [page] = await Promise.all([
      call('notes.changes', since('0', 1)),
      duringWait(hub, () => call('notes.create', { ...create, token: 'eve' })),
    ])

    expect(page).toMatchObject({ output: { items: [], nextCursor: '0' } })
    expect(performance.now() - started).toBeGreaterThan(990)
    expect(hub.waiting).toBe(0)
  })

  it('does not wait without `wait`', async () => {
    const started = performance.now()
    await createNotes().call('notes.changes', since('0', 0))

    expect(performance.now() - started).toBeLessThan(500)
  })

  it('is not woken by a replayed write', async () => {
    const hub = createHub()
    const { call } = createNotes({ hub })
    const keyed = { fields: { text: 'a', idempotencyKey: 'key' } }
    await call('notes.create', keyed)
    let reads = 0
    const waiting = hub
      .join('ada')
      .next(100, new AbortController().signal)
      .then((outcome) => (reads = outcome === 'timeout' ? 0 : 1))
    await call('notes.create', keyed)
    await waiting

    expect(reads).toBe(0)
  })

  it('ends with its session within five seconds', async () => {
    let isEnded = false
    const hub = createHub()
    const { call } = createNotes({
      hub,
      identify: async (token, ctx) => {
        if (isEnded) throw new ServiceError('invalid_token', 'The session has ended.')
        return identify(token, ctx)
      },
    })
    const started = performance.now()
    const waiting = call('notes.changes', since('0', 30))
    await duringWait(hub, () => (isEnded = true))

    await expect(waiting).rejects.toMatchObject({ code: 'invalid_token' })
    expect(performance.now() - started).toBeLessThan(5000)
    expect(hub.waiting).toBe(0)
  })

  it('survives a database that does not respond for a short time', async () => {
    let isAway = false
    const hub = createHub()
    const { call } = createNotes({
      hub,
      identify: async (token, ctx) => {
        if (isAway) throw Object.assign(new Error('connection lost'), { code: '08006' })
        return identify(token, ctx)
      },
      translateError: () => new ServiceError('unavailable', 'The database does not respond.'),
    })
    const waiting = call('notes.changes', since('0'))
    await duringWait(hub, async () => {
      isAway = true
      await sleep(1200)
      isAway = false
      await call('notes.create', create)
    })

    expect(await waiting).toMatchObject({ output: { items: [{ text: 'a' }] } })
  })

  it('does not need a place if there is something', async () => {
    const { call } = createNotes({ hub: createHub({ max: 0 }) })
    await call('notes.create', create)

    expect(await call('notes.changes', since('0'))).toMatchObject({ output: { items: [{ text: 'a' }] } })
    await expect(call('notes.changes', since('1'))).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('counts once against the rate limit, and leaves the time that it waited to be subtracted', async () => {
    const hub = createHub()
    const waited: number[] = []
    let counted = 0
    const { call } = createNotes({
      hub,
      rateLimit: (next) => (state) => {
        counted++
        return next(state)
      },
      interceptors: [
        (next) => async (state) => {
          const result = await next(state)
          waited.push(state.waitedMs)
          return result
        },
      ],
    })
    await Promise.all([call('notes.changes', since('0')), duringWait(hub, () => call('notes.create', create))])

    expect(counted).toBe(2) // with the write
    expect(Math.max(...waited)).toBeGreaterThan(15)
  })

  it('returns at once when the hub closes', async () => {
    const hub = createHub()
    const { call } = createNotes({ hub })
    const [page] = await Promise.all([call('notes.changes', since('0')), duringWait(hub, () => hub.close())])

    expect(page).toMatchObject({ output: { items: [] } })
  })
})
