import { createNotes } from '@taskpact/engine/testing'
import { describe, expect, it } from 'vitest'

async function withNote() {
  const notes = createNotes()
  await notes.call('notes.create', { fields: { text: 'a' } })
  const get = (ifNoneMatch?: string[], token = 'ada') =>
    notes.call('notes.get', { fields: { noteId: 'note 1' }, ifNoneMatch, token })
  const list = (ifNoneMatch?: string[], fields = {}, token = 'ada') =>
    notes.call('notes.list', { fields, ifNoneMatch, token })
  return { ...notes, get, list }
}

describe('ETag of a resource', () => {
  it('is its revision', async () => {
    const { get } = await withNote()
    expect(await get()).toMatchObject({ etag: '1', output: { revision: 1 } })
  })

  it.each([[['"1"']], [['"x"', '"1"']], [['*']]])('matched by If-None-Match %j returns no output', async (tags) => {
    const { get } = await withNote()
    expect(await get(tags)).toEqual({ output: undefined, etag: '1', notModified: true })
  })

  it.each([[['"0"']], [['1']], [[]]])('not matched by If-None-Match %j returns the output', async (tags) => {
    const { get } = await withNote()
    expect(await get(tags)).toMatchObject({ output: { id: 'note 1' } })
  })

  it('is not evaluated for mutations', async () => {
    const { call } = await withNote()
    const fields = { noteId: 'note 1', text: 'b' }
    expect(await call('notes.update', { fields, ifNoneMatch: ['*'] })).toMatchObject({ output: { text: 'b' } })
  })
})

describe('ETag of a list', () => {
  it('is evaluated by one query for the revision of the user, without the handler', async () => {
    const { list, db } = await withNote()
    const { etag } = await list()
    db.queries.length = 0

    expect(await list([`"${etag}"`])).toEqual({ output: undefined, etag, notModified: true })
    expect(db.queries).toEqual(['current'])
  })

  it('changes with each write, and differs between users', async () => {
    const { list, call } = await withNote()
    const { etag } = await list()
    await call('notes.create', { token: 'eve', fields: { text: 'b' } })
    expect((await list()).etag).toBe(etag)
    expect((await list([], {}, 'eve')).etag).not.toBe(etag)

    await call('notes.create', { fields: { text: 'b' } })
    expect((await list()).etag).not.toBe(etag)
  })

  it('is absent if the output depends on the clock', async () => {
    const { list } = await withNote()
    const result = await list(['*'], { recent: 'yes' })
    expect(result).toMatchObject({ output: { items: [{}] } })
    expect(result.etag).toBeUndefined()
  })

  it('is evaluated after an invalid cursor is refused', async () => {
    const { list } = await withNote()
    await expect(list(['*'], { cursor: 'x' })).rejects.toMatchObject({ code: 'invalid_cursor' })
  })

  it('is evaluated after authentication', async () => {
    const { list } = await withNote()
    await expect(list(['*'], {}, 'nonsense')).rejects.toMatchObject({ code: 'invalid_token' })
  })
})
