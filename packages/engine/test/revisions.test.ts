import { createNotes } from '@taskpact/engine/testing'
import { describe, expect, it } from 'vitest'

const create = { fields: { text: 'a', idempotencyKey: 'key' } }

describe('the revision of a result', () => {
  it('is the last one that the write took, also without an output', async () => {
    const { call } = createNotes()

    expect(await call('notes.create', create)).toMatchObject({ revision: 1 })
    expect(await call('notes.update', { fields: { noteId: 'note 1', text: 'b' } })).toMatchObject({ revision: 2 })
    const removed = await call('notes.remove', { fields: { noteId: 'note 1' } })
    expect(removed).toMatchObject({ output: undefined, revision: 3 })
  })

  it('is stored with an idempotency key', async () => {
    const { call } = createNotes()
    await call('notes.create', create)
    await call('notes.create', { fields: { text: 'b' } })

    expect(await call('notes.create', create)).toMatchObject({ replayed: true, revision: 1 })
  })

  it('is that of the output if an earlier release has stored it', async () => {
    const { call, db } = createNotes()
    await call('notes.create', create)
    for (const [key, stored] of db.rows.keys) {
      const { revision: _revision, ...before } = JSON.parse(stored.result ?? '')
      db.rows.keys.set(key, { ...stored, result: JSON.stringify(before) })
    }

    expect(await call('notes.create', create)).toMatchObject({ replayed: true, revision: 1 })
  })

  it('is undefined for reads', async () => {
    const { call } = createNotes()
    await call('notes.create', create)

    expect((await call('notes.get', { fields: { noteId: 'note 1' } })).revision).toBeUndefined()
    expect((await call('notes.list')).revision).toBeUndefined()
  })
})
