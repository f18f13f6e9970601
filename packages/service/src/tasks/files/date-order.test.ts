import { describe, expect, it } from 'vitest'
import { toIsoDate } from './date-order.js'

describe('toIsoDate', () => {
  it.each([
    ['2026-12-01', undefined, '2026-12-01'],
    ['2026-12-01', 'dmy', '2026-12-01'],
    ['2026/12/1', 'mdy', '2026-12-01'],
    ['2026.1.2', undefined, '2026-01-02'],
    ['01.12.2026', 'dmy', '2026-12-01'],
    ['1/12/2026', 'dmy', '2026-12-01'],
    ['12/1/2026', 'mdy', '2026-12-01'],
    ['1-2-2026', 'mdy', '2026-01-02'],
    ['13/2/2026', undefined, '2026-02-13'],
    ['2/13/2026', undefined, '2026-02-13'],
    ['02.02.2026', undefined, '2026-02-02'],
  ] as const)('reads %s with the order %s as %s', (text, order, date) => {
    expect(toIsoDate(text, order)).toEqual({ value: date })
  })

  it.each(['01/02/2026', '1.12.2026', '12-1-2026'])('refuses %s without an order, and names the parameter', (text) => {
    const message = expect.stringContaining('dateOrder')
    expect(toIsoDate(text, undefined)).toMatchObject({ issue: { path: ['dueDate'], message } })
  })

  it('refuses a date that ends with its year for the order ymd', () => {
    expect(toIsoDate('01/02/2026', 'ymd')).toMatchObject({ issue: { path: ['dueDate'] } })
  })

  // A year of two digits has no century, and mixed separators no convention: the schema refuses both.
  it.each(['1/2/26', '26-01-02', '1/2-2026', 'tomorrow', '2026-12-01T10:00:00Z', '', '1'.repeat(100_000)])(
    'leaves %.20j as it is',
    (text) => {
      expect(toIsoDate(text, 'dmy')).toEqual({ value: text })
    },
  )

  it('leaves an impossible date to the schema', () => {
    expect(toIsoDate('30/02/2026', 'dmy')).toEqual({ value: '2026-02-30' })
    expect(toIsoDate('12/13/2026', 'dmy')).toEqual({ value: '2026-13-12' })
  })
})
