import { describe, expect, it } from 'vitest'
import { readDate } from './todoist-date.js'

describe('readDate', () => {
  it.each([
    ['2026-10-05', { dueDate: '2026-10-05' }],
    ['2026-10-05 14:00', { dueAt: '2026-10-05T12:00:00.000Z' }],
    ['2026-10-05T14:00:00', { dueAt: '2026-10-05T12:00:00.000Z' }],
    ['2026-10-05 at 14:00', { dueAt: '2026-10-05T12:00:00.000Z' }],
    ['2026-10-05T14:00:00.000000Z', { dueAt: '2026-10-05T14:00:00.000000Z' }],
    ['2026-10-05T14:00:00-07:00', { dueAt: '2026-10-05T14:00:00-07:00' }],
    ['Oct 5 2026', { dueDate: '2026-10-05' }],
    ['5 Oct 2026', { dueDate: '2026-10-05' }],
    ['october 5th,  2026', { dueDate: '2026-10-05' }],
    ['1st Sept. 2026', { dueDate: '2026-09-01' }],
    ['Oct 5 2026 14:00', { dueAt: '2026-10-05T12:00:00.000Z' }],
    ['5 Oct 2026 at 9pm', { dueAt: '2026-10-05T19:00:00.000Z' }],
    ['Oct 5 2026 @ 12:30 AM', { dueAt: '2026-10-04T22:30:00.000Z' }],
    ['Oct 5 2026, 12 pm', { dueAt: '2026-10-05T10:00:00.000Z' }],
  ])('reads %s in Berlin', (text, due) => {
    expect(readDate(text, 'Europe/Berlin', undefined)).toEqual({ due, facts: [] })
  })

  // A time that occurs twice is the first one. A time that a change of the clock skips is later by as much.
  it.each([
    ['2026-10-25 02:30', '2026-10-25T00:30:00.000Z'],
    ['2026-03-29 02:30', '2026-03-29T01:30:00.000Z'],
  ])('reads %s in Berlin, where the clock changes', (text, dueAt) => {
    expect(readDate(text, 'europe/BERLIN', undefined).due).toEqual({ dueAt })
  })

  it.each([
    [undefined, '14:00'],
    ['Middle-earth/Shire', '14:00 (Middle-earth/Shire)'],
    ['GMT+2', '14:00 (GMT+2)'],
  ])('keeps a time in the zone %s as text', (zone, dueTime) => {
    expect(readDate('2026-10-05 14:00', zone, undefined)).toEqual({
      due: { dueDate: '2026-10-05', dueTime },
      facts: [],
    })
  })

  // The year of the last two is not in the file.
  it.each([
    'tomorrow at 9am',
    'in 3 days',
    '2026-02-30',
    '2026-02-30 10:00',
    '2026-10-05 25:00',
    'Oct 5 2026 13pm',
    'Oct 5 2026 0am',
    'Oct 50 2026',
    'Foo 5 2026',
    '5. Okt 2026',
    '01/02/2026',
    '9999999999',
    'x'.repeat(200_000),
    '5 Oct',
    'Oct 5',
  ])('keeps %.20s as text', (text) => {
    expect(readDate(text, 'Europe/Berlin', undefined)).toEqual({ facts: [['Due', text]] })
  })

  it.each(['every monday', 'Every 3rd friday at 9:00', 'ev day', 'every! 2 weeks'])(
    'reads %s as a recurrence',
    (text) => {
      expect(readDate(text, 'Europe/Berlin', undefined)).toEqual({ facts: [['Repeats', text]] })
    },
  )

  it('reads a date of two meanings with an order', () => {
    expect(readDate('01/02/2026', undefined, 'mdy').due).toEqual({ dueDate: '2026-01-02' })
    expect(readDate('01/02/2026', undefined, 'dmy').due).toEqual({ dueDate: '2026-02-01' })
  })
})
