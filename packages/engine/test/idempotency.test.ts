import { createNotes } from '@taskpact/engine/testing'
import { describe, expect, it } from 'vitest'
import { keyLifetime } from '../src/idempotency.js'

const create = (text: string, idempotencyKey?: string) => ({ fields: { text, idempotencyKey } })

describe('idempotency keys', () => {
  it('replay the stored result with its ETag, and run the handler once', async () => {
    const { call, db } = createNotes()
    const first = await call('notes.create', create('a', 'key'))
    const second = await call('notes.create', create('a', 'key'))

    expect(second).toEqual({ ...first, replayed: true })
    expect(db.rows.notes.get('ada')).toHaveLength(1)
  })

  it('fail with idempotency_key_reused for another input', async () => {
    const { call } = createNotes()
    await call('notes.create', create('a', 'key'))
    await expect(call('notes.create', create('b', 'key'))).rejects.toMatchObject({ code: 'idempotency_key_reused' })
  })

  it('run concurrent calls with one key once', async () => {
    const { call, db } = createNotes()
    const results = await Promise.all(Array.from({ length: 10 }, () => call('notes.create', create('a', 'key'))))

    expect(results.filter(({ replayed }) => replayed)).toHaveLength(9)
    expect(new Set(results.map(({ output }) => JSON.stringify(output)))).toHaveLength(1)
    expect(db.rows.notes.get('ada')).toHaveLength(1)
  })

  it('can be used again after a failed call', async () => {
    const { call, db } = createNotes()
    await expect(call('notes.create', create('conflict', 'key'))).rejects.toMatchObject({ code: 'conflict' })
    expect(await call('notes.create', create('a', 'key'))).not.toHaveProperty('replayed')
    expect(db.rows.keys).toHaveLength(1)
  })

  it('of different users are independent', async () => {
    const { call } = createNotes()
    await call('notes.create', create('a', 'key'))
    expect(await call('notes.create', { ...create('b', 'key'), token: 'eve' })).not.toHaveProperty('replayed')
  })

  it('expire after their lifetime', async () => {
    let now = Date.parse('2026-03-01')
    const { call } = createNotes({ now: () => new Date(now) })
    await call('notes.create', create('a', 'key'))
    now += keyLifetime - 1
    expect(await call('notes.create', create('a', 'key'))).toHaveProperty('replayed')
    now += 1
    expect(await call('notes.create', create('b', 'key'))).not.toHaveProperty('replayed')
  })

  it('are ignored if the call has no store', async () => {
    const { call, db } = createNotes()
    await call('notes.create', create('a'))
    expect(db.queries).toEqual([])
  })
})
