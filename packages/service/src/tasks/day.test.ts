import { describe, expect, it } from 'vitest'
import { boundOfDate, boundOfTimestamp, dayOf } from './day.js'
import { dueRange } from './due-range.js'

const minute = 60_000
const hour = 60 * minute
const year = { start: Date.UTC(2026, 0, 1), end: Date.UTC(2027, 0, 1) }

/** Of each offset and of each kind of change in 2026: at midnight, an hour before, of half an hour, of none. */
const zones = `
  Etc/GMT+12 Pacific/Midway Pacific/Marquesas America/Anchorage America/Los_Angeles America/Denver America/Chicago
  America/New_York America/Havana America/Santiago America/St_Johns America/Sao_Paulo America/Nuuk Atlantic/Azores
  Atlantic/Cape_Verde UTC Europe/London Africa/Casablanca Europe/Berlin Africa/Cairo Asia/Beirut Europe/Helsinki
  Asia/Jerusalem Asia/Tehran Asia/Kolkata Asia/Kathmandu Asia/Yangon Australia/Eucla Asia/Tokyo Australia/Adelaide
  Australia/Lord_Howe Australia/Sydney Pacific/Auckland Pacific/Chatham Pacific/Tongatapu Pacific/Kiritimati
`
  .trim()
  .split(/\s+/)

/** Reads the calendar of a zone from `Intl`, which the service does not use. */
function calendarOf(timeZone: string) {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })
  const dateOf = (time: number) => format.format(time).slice(0, 10)
  const offsetOf = (time: number) =>
    Date.parse(`${format.format(time).replace(' ', 'T')}Z`) - Math.floor(time / minute) * minute
  const changes: number[] = []
  let offset = offsetOf(year.start)
  for (let time = year.start; time < year.end; time += hour) {
    const next = offsetOf(time + hour)
    if (next !== offset) changes.push(time)
    offset = next
  }
  return { dateOf, changes }
}

function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 24 * hour).toISOString().slice(0, 10)
}

describe.each(zones)('%s', (timeZone) => {
  const { dateOf, changes } = calendarOf(timeZone)
  const times = [...changes, Date.UTC(2026, 5, 15, 11, 59)]

  it('has the days that a calendar shows minute by minute', () => {
    for (const time of times) {
      let date = ''
      for (let at = time - 30 * hour; at <= time + 30 * hour; at += minute) {
        const previous = date
        date = dateOf(at)
        if (date === previous) continue
        if (previous !== '') {
          expect(boundOfDate(date, timeZone)).toEqual({ timestamp: new Date(at).toISOString(), date })
          expect(boundOfTimestamp(new Date(at).toISOString(), timeZone).date).toBe(date)
          expect(boundOfTimestamp(new Date(at - 1).toISOString(), timeZone).date).toBe(date)
          expect(boundOfTimestamp(new Date(at + 1).toISOString(), timeZone).date).toBe(addDays(date, 1))
        }
      }
    }
  })

  it('has the same today, tomorrow and week as a calendar, at every minute', () => {
    for (const time of times) {
      for (const now of [time - 25 * hour, time - minute, time, time + minute, time + 3 * hour]) {
        const today = dateOf(now)
        expect(dayOf(new Date(now), timeZone).date).toBe(today)
        const dates: [timestamp: string, date: string][] = []
        for (let at = now - 50 * hour; at <= now + 50 * hour; at += 7 * minute)
          dates.push([new Date(at).toISOString(), dateOf(at)])
        for (const [due, from, to] of [
          ['today', 0, 1],
          ['tomorrow', 1, 2],
          ['week', 0, 7],
        ] as const) {
          const [first, end] = [addDays(today, from), addDays(today, to)]
          const { after, before } = dueRange({ due, timeZone }, new Date(now))
          expect([after?.date, before?.date]).toEqual([first, end])
          const isDue = (timestamp: string) => timestamp >= `${after?.timestamp}` && timestamp < `${before?.timestamp}`
          const wrong = dates.filter(([timestamp, date]) => isDue(timestamp) !== (date >= first && date < end))
          expect(wrong, `${due} at ${new Date(now).toISOString()}`).toEqual([])
        }
      }
    }
  })
})

describe('a bound', () => {
  it.each([
    ['0001-01-01', 'Asia/Tokyo', { timestamp: '-infinity', date: '0001-01-01' }],
    ['9999-12-31', 'Pacific/Midway', { timestamp: 'infinity', date: '9999-12-31' }],
  ])('of %s in %s stays within the years of PostgreSQL', (date, zone, bound) => {
    expect(boundOfDate(date, zone)).toMatchObject(date.startsWith('0001') ? bound : { date: bound.date })
    expect(dayOf(new Date(`${date}T12:00:00Z`), zone).date).toBe(date)
  })

  // Samoa and Kwajalein moved across the date line: the skipped date starts with the next one.
  it.each([
    ['Pacific/Apia', '2011-12-30', '2011-12-31'],
    ['Pacific/Kwajalein', '1993-08-21', '1993-08-22'],
  ])('in %s includes the skipped date %s', (zone, skipped, next) => {
    const { timestamp } = boundOfDate(next, zone)
    expect(boundOfDate(skipped, zone).timestamp).toBe(timestamp)
    expect(boundOfTimestamp(timestamp, zone).date).toBe(skipped)
    expect(boundOfTimestamp(new Date(Date.parse(timestamp) + 1).toISOString(), zone).date > next).toBe(true)
  })

  it('after the last date is infinite', () => {
    expect(boundOfTimestamp('9999-12-31T23:59:59.999Z', 'UTC')).toEqual({
      timestamp: '9999-12-31T23:59:59.999Z',
      date: 'infinity',
    })
  })
})

describe('dueRange', () => {
  const now = new Date('2026-11-23T12:00:00Z')

  it.each([
    [{ due: 'today', dueAfter: '2026-11-01' }, '2026-11-23T00:00:00.000Z', '2026-11-24T00:00:00.000Z'],
    [{ due: 'today', dueAfter: '2026-11-23T15:00:00.000Z' }, '2026-11-23T15:00:00.000Z', '2026-11-24T00:00:00.000Z'],
    [{ due: 'week', dueBefore: '2026-11-25' }, '2026-11-23T00:00:00.000Z', '2026-11-25T00:00:00.000Z'],
    [{ dueBefore: '2026-11-25', timeZone: 'America/Los_Angeles' }, undefined, '2026-11-25T08:00:00.000Z'],
    [{ due: 'none' }, undefined, undefined],
  ] as const)('of %j is the narrowest', (query, after, before) => {
    const range = dueRange(query, now)
    expect([range.after?.timestamp, range.before?.timestamp]).toEqual([after, before])
  })
})
