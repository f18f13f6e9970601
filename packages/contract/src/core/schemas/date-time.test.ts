import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Timestamp, TimestampInput } from './date-time.js'

describe('TimestampInput', () => {
  // RFC 3339, section 5.6, and what standard libraries write.
  it.each([
    ['2030-01-01T10:00:00Z', '2030-01-01T10:00:00.000Z'],
    ['2030-01-01T10:00:00+02:00', '2030-01-01T08:00:00.000Z'],
    ['2030-01-01T10:00:00-00:00', '2030-01-01T10:00:00.000Z'], // section 4.3: UTC, unknown local offset
    ['2030-01-01T10:00:00.1Z', '2030-01-01T10:00:00.100Z'],
    ['2030-01-01T10:00:00.123456+00:00', '2030-01-01T10:00:00.123Z'], // Python
    ['2030-01-01T10:00:00.123456+05:45', '2030-01-01T04:15:00.123Z'],
    ['2030-01-01T10:00:00.9999999Z', '2030-01-01T10:00:00.999Z'], // .NET
    ['2030-01-01T10:00:00.999999999-08:00', '2030-01-01T18:00:00.999Z'], // Go, Java
    ['2030-01-01t10:00:00z', '2030-01-01T10:00:00.000Z'],
    ['2029-12-31T23:59:59.5-23:59', '2030-01-01T23:58:59.500Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
    // Section 5.8: leap seconds, in UTC and at an offset.
    ['1990-12-31T23:59:60Z', '1991-01-01T00:00:00.000Z'],
    ['1990-12-31T15:59:60-08:00', '1991-01-01T00:00:00.000Z'],
    ['2016-12-31T23:59:60.999Z', '2017-01-01T00:00:00.000Z'],
  ])('converts %s to %s', (text, utc) => {
    expect(TimestampInput.parse(text)).toBe(utc)
    expect(Timestamp.parse(utc)).toBe(utc)
  })

  it.each([
    ['2030-01-01T10:00:00', /offset/],
    ['2030-01-01t10:00:00.5', /offset/],
    ['2030-01-01 10:00:00.123456+05:45', /T between/], // Python, str(datetime)
    ['2030-01-01 10:00:00', /T between/],
    ['2030-01-01T10:00:00 02:00', /%2B/], // what a query string makes of an unencoded +
    ['2030-01-01T10:00Z', /such as/],
    ['2030-01-01', /such as/],
    ['2030-02-30T10:00:00Z', /such as/],
    ['2030-01-01T24:00:00Z', /such as/],
    ['2030-01-01T10:00:61Z', /such as/],
    ['2030-01-01T10:00:00+24:00', /such as/],
    ['2030-01-01T10:00:00+2:00', /such as/],
    ['2030-01-01T10:00:00+0200', /such as/],
    ['2030-01-01T10:00:00,5Z', /such as/],
    ['2030-01-01T10:00:00.Z', /such as/],
    ['2030-01-01T10:00:00Z\n', /such as/],
    ['２０３０-01-01T10:00:00Z', /such as/],
    ['+002030-01-01T10:00:00Z', /such as/],
    ['0000-12-31T23:00:00-23:00', /such as/],
    ['0001-01-01T00:00:00+00:01', /years 1 to 9999/],
    ['9999-12-31T23:59:59-00:01', /years 1 to 9999/],
    ['9999-12-31T23:59:60Z', /years 1 to 9999/],
    ['2030-01-01T10:00:60Z', /second 60/],
    ['2030-01-30T23:59:60Z', /second 60/],
    [`2030-01-01T10:00:00.${'1'.repeat(100)}Z`, /at most 64/],
  ])('refuses %s', (text, message) => {
    const { error } = TimestampInput.safeParse(text)
    expect(error?.issues.map(({ message }) => message)).toEqual([expect.stringMatching(message)])
  })

  it('keeps the point in time, to the millisecond, at every offset', () => {
    const time = fc.date({
      min: new Date('0001-01-02T00:00:00Z'),
      max: new Date('9999-12-30T23:59:59Z'),
      noInvalidDate: true,
    })
    const minutes = fc.integer({ min: -1439, max: 1439 })
    fc.assert(
      fc.property(time, minutes, fc.stringMatching(/^\d{0,6}$/), (time, minutes, digits) => {
        const local = new Date(time.getTime() + minutes * 60_000).toISOString().slice(0, -1)
        const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
        const offset = [hours, rest].map((part) => `${part}`.padStart(2, '0')).join(':')
        const text = `${local}${digits}${minutes < 0 ? '-' : '+'}${offset}`

        expect(TimestampInput.parse(text)).toBe(time.toISOString())
      }),
    )
  })
})
