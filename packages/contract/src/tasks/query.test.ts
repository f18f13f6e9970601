import { describe, expect, it } from 'vitest'
import { TaskQuery } from './query.js'

const messageFor = (dueBefore: unknown) => TaskQuery.safeParse({ dueBefore }).error?.issues[0]?.message

describe('dueBefore', () => {
  it.each([
    ['2026-11-23T10:00:00', /offset/],
    ['2026-11-23T10:00:00 02:00', /^Write the \+ .* in a URL\.$/],
    ['9999-12-31T23:59:59-00:01', /years 1 to 9999/],
    ['2026-11-23T09:30:60Z', /second 60/],
    [`2026-11-23T09:30:00.${'1'.repeat(99)}Z`, /at most 64/],
    ['2026-02-30', /a date such as/],
    ['tomorrow', /a date such as/],
    [5, /a date such as/],
    [{ toString: 1 }, /a date such as/],
    [Array.from({ length: 10_000 }).reduce((inner) => [inner], []), /a date such as/],
  ])('is refused with a sentence that helps: %#', (dueBefore, message) => {
    expect(messageFor(dueBefore)).toMatch(message)
  })

  it.each(['2026-11-23', '2026-11-23T10:00:00+02:00'])('can be %s', (dueBefore) => {
    expect(messageFor(dueBefore)).toBeUndefined()
  })
})
