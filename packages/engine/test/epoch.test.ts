import { headerParameters } from '@taskpact/contract/core'
import { createNotes } from '@taskpact/engine/testing'
import { describe, expect, it } from 'vitest'

async function withNote() {
  const history = { epoch: 'first' }
  const notes = createNotes({ history })
  await notes.call('notes.create', { fields: { text: 'a' } })
  await notes.call('notes.create', { fields: { text: 'b' } })
  const get = (ifNoneMatch?: string[]) => notes.call('notes.get', { fields: { noteId: 'note 1' }, ifNoneMatch })
  const list = (fields = {}, ifNoneMatch?: string[]) => notes.call('notes.list', { fields, ifNoneMatch })
  const update = (ifMatch: string) =>
    notes.call('notes.update', {
      rawInput: ({ epoch }) => ({
        fields: { noteId: 'note 1', text: 'c', ifMatch: headerParameters.ifMatch.read(ifMatch, epoch) },
      }),
    })
  return { history, get, list, update }
}

describe('a new epoch', () => {
  it('changes the ETag of an unchanged resource and of an unchanged list', async () => {
    const { history, get, list } = await withNote()
    const tags = [(await get()).etag, (await list()).etag].map((etag) => `"${etag}"`)
    expect(await get(tags)).toMatchObject({ notModified: true })
    expect(await list({}, tags)).toMatchObject({ notModified: true })

    history.epoch = 'second'
    expect(await get(tags)).toMatchObject({ output: { id: 'note 1' } })
    expect(await list({}, tags)).toMatchObject({ output: { items: [{}, {}] } })
  })

  it('ends the validity of entity tags in If-Match', async () => {
    const { history, get, update } = await withNote()
    const { etag } = await get()

    history.epoch = 'second'
    await expect(update(`"${etag}"`)).rejects.toMatchObject({ code: 'revision_mismatch' })
    expect(await update(`"${(await get()).etag}"`)).toMatchObject({ output: { text: 'c' } })
  })

  it('ends the validity of cursors', async () => {
    const { history, list } = await withNote()
    const { nextCursor: cursor } = (await list({ limit: 1 })).output as { nextCursor: string }
    expect(await list({ limit: 1, cursor })).toMatchObject({ output: { items: [{ id: 'note 2' }] } })

    history.epoch = 'second'
    await expect(list({ limit: 1, cursor })).rejects.toMatchObject({ code: 'cursor_expired' })
  })
})
