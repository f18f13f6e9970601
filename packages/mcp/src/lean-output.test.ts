import { describe, expect, it } from 'vitest'
import { leanOutput } from './lean-output.js'

describe('a lean output', () => {
  it('has no fields that are null, false or empty, no owner and no timestamps of records', () => {
    const note = {
      id: '1',
      userId: 'ada',
      text: '',
      tags: [],
      done: false,
      at: null,
      count: 0,
      createdAt: 'x',
      updatedAt: 'x',
    }
    expect(leanOutput(note)).toEqual({ id: '1', text: '', count: 0 })
    expect(leanOutput({ items: [note, { ...note, done: true }] })).toEqual({
      items: [
        { id: '1', text: '', count: 0 },
        { id: '1', text: '', count: 0, done: true },
      ],
    })
  })

  it('shortens long texts in lists only, and never within a character', () => {
    const text = '😀'.repeat(300)
    expect(leanOutput({ text })).toEqual({ text })
    expect(leanOutput({ items: [{ text }] })).toEqual({ items: [{ text: `${'😀'.repeat(239)}…` }] })
  })

  it('keeps cursors whole', () => {
    const cursor = 'x'.repeat(1000)
    expect(leanOutput({ items: [{ nextCursor: cursor }], nextCursor: cursor })).toEqual({
      items: [{ nextCursor: cursor }],
      nextCursor: cursor,
    })
  })
})
