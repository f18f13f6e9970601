import { Cursor } from '@taskpact/contract/core'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { fromCursor, toCursor } from './pagination.js'
import { ServiceError } from './service-error.js'

const id = '0199e8f4-63a1-7d0e-8b11-9f1e5f0c2a77'

describe('cursor', () => {
  it('contains the position that it was created from', () => {
    expect(fromCursor(['ada', 'all'], toCursor(['ada', 'all'], id), z.uuid())).toBe(id)
  })

  it.each([
    ['a UUID', '0199e8f4-5d0c-7c55-9d3a-4a1f0c7b2e61'],
    ['the id of Better Auth', 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF'],
    ['255 letters', 'x'.repeat(255)],
    ['255 characters of three bytes', '語'.repeat(255)],
    ['255 quotes', '"'.repeat(255)],
  ])('is valid in the contract for a user whose id is %s', (_what, userId) => {
    const cursor = toCursor([userId, 'completed'], id)

    expect(Cursor.safeParse(cursor).success).toBe(true)
    expect(fromCursor([userId, 'completed'], cursor, z.uuid())).toBe(id)
  })

  it('is refused for another user', () => {
    expect(positionOrCode('eve', 'all', toCursor(['ada', 'all'], id))).toBe('invalid_cursor')
  })

  it('is refused for another filter', () => {
    expect(positionOrCode('ada', 'pending', toCursor(['ada', 'all'], id))).toBe('invalid_cursor')
  })

  it.each([
    ['empty', ''],
    ['text', 'hello'],
    ['an id', id],
    ['10 KB', 'A'.repeat(10_000)],
    ['invalid UTF-8', Buffer.from([0xff, 0xfe]).toString('base64url')],
    ['a number', encode(5)],
    ['null', encode(null)],
    ['an object', encode({ 0: 'ada', 1: 'all', 2: id, length: 3 })],
    ['two parts', encode(['ada', 'all'])],
    ['four parts', encode(['ada', 'all', id, 'more'])],
    ['an invalid id', encode(['ada', 'all', "'; drop table notes; --"])],
    ['an id that is a number', encode(['ada', 'all', 5])],
    ['no user', encode([null, 'all', id])],
    ['an object with __proto__', Buffer.from(`{"__proto__":["ada","all","${id}"]}`).toString('base64url')],
    ['45 000 arrays', Buffer.from('['.repeat(45_000) + ']'.repeat(45_000)).toString('base64url')],
  ])('is refused if it is %s', (_what, cursor) => {
    expect(positionOrCode('ada', 'all', cursor)).toBe('invalid_cursor')
  })

  it('expires with its epoch, also if it was created without one', () => {
    const current = { epoch: 'c41f09be27d3' }

    const positionIn = (cursor: string) => {
      try {
        return fromCursor(['ada', 'all'], cursor, z.uuid(), current)
      } catch (error) {
        return (error as ServiceError).code
      }
    }
    expect(positionIn(toCursor(['ada', 'all'], id, current))).toBe(id)
    expect(positionIn(toCursor(['ada', 'all'], id, { epoch: 'd52f09be27d3' }))).toBe('cursor_expired')
    expect(positionIn(toCursor(['ada', 'all'], id))).toBe('cursor_expired')
    expect(positionIn(toCursor(['eve', 'all'], id, { epoch: 'd52f09be27d3' }))).toBe('invalid_cursor')
    expect(positionIn(encode([...decode(toCursor(['ada', 'all'], id)), 'c41f09be27d3']))).toBe('invalid_cursor')
  })

  it('is refused if truncated', () => {
    const cursor = toCursor(['ada', 'all'], id)

    for (let length = 0; length < cursor.length; length++) {
      expect(positionOrCode('ada', 'all', cursor.slice(0, length)), `${length} characters`).toBe('invalid_cursor')
    }
  })

  it('with one character changed is refused or contains another position', () => {
    const cursor = toCursor(['ada', 'all'], id)

    for (let at = 0; at < cursor.length; at++) {
      const changed = cursor.slice(0, at) + (cursor[at] === 'A' ? 'B' : 'A') + cursor.slice(at + 1)
      expect(positionOrCode('ada', 'all', changed)).toMatch(/^(invalid_cursor|[\da-f-]{36})$/i)
    }
  })
})

function positionOrCode(userId: string, status: string, cursor: string): string {
  try {
    return fromCursor([userId, status], cursor, z.uuid())
  } catch (error) {
    if (error instanceof ServiceError) return error.code
    throw error
  }
}

function decode(cursor: string): unknown[] {
  return JSON.parse(Buffer.from(cursor, 'base64url').toString())
}

function encode(position: unknown): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url')
}
