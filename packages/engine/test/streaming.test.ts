import { createNotes } from '@taskpact/engine/testing'
import { expect, it } from 'vitest'
import { isStream, Streamed } from '../src/streaming.js'

async function withNotes() {
  const notes = createNotes()
  for (const text of ['a', 'b']) await notes.call('notes.create', { fields: { text } })
  return notes
}

const allNotes = [
  { id: 'note 1', text: 'a', revision: 1 },
  { id: 'note 2', text: 'b', revision: 2 },
]

it('collects a streamed output, encoded by the schema, for a transport that cannot stream', async () => {
  const { call } = await withNotes()
  expect(await call('notes.all')).toMatchObject({ output: { title: 'All', notes: allNotes } })
  expect(JSON.stringify(await call('notes.all'))).not.toContain('secret')
})

it('passes a streamed output on, each item encoded by the schema, to a transport that can stream', async () => {
  const { call } = await withNotes()
  const { output } = await call('notes.all', { stream: true })

  expect(output).toBeInstanceOf(Streamed)
  const [title, notes] = (output as Streamed).fields as [[string, string], [string, AsyncIterable<unknown>]]
  expect(title).toEqual(['title', 'All'])
  const items: unknown[] = []
  for await (const item of notes[1]) items.push(item)
  expect(items).toEqual(allNotes)
})

it('collects a file for a transport that cannot stream, and passes it on to one that can', async () => {
  const { call } = await withNotes()
  const fields = { format: 'csv' }
  const { output } = await call('notes.download', { fields, stream: true })

  expect((await call('notes.download', { fields })).output).toBe('id,text\r\nnote 1,a\r\nnote 2,b\r\n')
  expect(isStream(output)).toBe(true)
})

it('fails with internal if an item of a collected output fails', async () => {
  const { call } = await withNotes()
  await expect(call('notes.all', { fields: { failAfter: '1' } })).rejects.toMatchObject({ code: 'internal' })
})
