import { DateTime } from 'luxon'
import { describe, expect, it } from 'vitest'
import { contentLines } from './content-lines.js'
import { localTimeOf, timeZoneOf } from './time-zone.js'

/** Returns the conversion of observances that are written as content lines. */
function zoneOf(...observances: readonly string[]) {
  return timeZoneOf(observances.map((text) => [...contentLines(text.replaceAll(' ', '\r\n'))].filter((line) => !!line)))
}

const berlin = [
  'DTSTART:19810329T020000 TZOFFSETFROM:+0100 TZOFFSETTO:+0200 RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU',
  'DTSTART:19961027T030000 TZOFFSETFROM:+0200 TZOFFSETTO:+0100 RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU',
]
const newYork = [
  'DTSTART:20070311T020000 TZOFFSETFROM:-0500 TZOFFSETTO:-0400 RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU',
  'DTSTART:20071104T020000 TZOFFSETFROM:-0400 TZOFFSETTO:-0500 RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU',
]
// The first Sunday on or after the 8th, as some programs write the second Sunday.
const newYorkByMonthDay = [
  'DTSTART:20070311T020000 TZOFFSETFROM:-0500 TZOFFSETTO:-0400 RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=SU;BYMONTHDAY=8,9,10,11,12,13,14',
  newYork[1] as string,
]
const sydney = [
  'DTSTART:20080406T030000 TZOFFSETFROM:+1100 TZOFFSETTO:+1000 RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=1SU',
  'DTSTART:20081005T020000 TZOFFSETFROM:+1000 TZOFFSETTO:+1100 RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=1SU',
]
const saoPaulo = [
  'DTSTART:20171015T000000 TZOFFSETFROM:-0300 TZOFFSETTO:-0200 RDATE:20171015T000000,20181104T000000',
  'DTSTART:20180218T000000 TZOFFSETFROM:-0200 TZOFFSETTO:-0300 RDATE:20180218T000000,20190217T000000',
]

describe('timeZoneOf', () => {
  it.each([
    ['Europe/Berlin', berlin, 2023, 2030],
    ['America/New_York', newYork, 2023, 2030],
    ['America/New_York', newYorkByMonthDay, 2023, 2030],
    ['Australia/Sydney', sydney, 2023, 2030],
    ['America/Sao_Paulo', saoPaulo, 2018, 2021],
  ])('converts times of %s as the IANA database does', (zone, observances, from, to) => {
    const toUtc = zoneOf(...observances)
    const different: string[] = []
    for (let local = Date.UTC(from, 0, 1); local < Date.UTC(to, 0, 1); local += 1_800_000) {
      if (new Date(local).getUTCHours() > 3 || ![1, 2, 3, 9, 10].includes(new Date(local).getUTCMonth())) continue
      const text = new Date(local).toISOString().slice(0, 19)
      const possible = DateTime.fromISO(text, { zone }).getPossibleOffsets()
      if (toUtc?.(local) !== Math.min(...possible.map((time) => time.toMillis()))) different.push(text)
    }

    expect(different).toEqual([])
  })

  // RFC 5545, section 3.6.5: before the first observance, its TZOFFSETFROM applies.
  it('uses the offset before the first observance for an earlier time', () => {
    expect(zoneOf(...newYork)?.(Date.UTC(1990, 5, 1))).toBe(Date.UTC(1990, 5, 1, 5))
  })

  it('ends a rule after its UNTIL', () => {
    const until = `${berlin[0]};UNTIL=20260329T010000Z`

    expect(zoneOf(until, `${berlin[1]};UNTIL=20261025T010000Z`)?.(Date.UTC(2026, 6, 1, 2))).toBe(Date.UTC(2026, 6, 1))
    expect(zoneOf(until, `${berlin[1]};UNTIL=20261025T010000Z`)?.(Date.UTC(2027, 6, 1, 1))).toBe(Date.UTC(2027, 6, 1))
  })

  it.each([
    ['a rule for every second', 'RRULE:FREQ=SECONDLY'],
    ['a rule with a count', 'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU;COUNT=1000000000'],
    [
      'a rule with a list of seconds',
      `RRULE:FREQ=YEARLY;BYMONTH=3;BYSECOND=${Array.from({ length: 60 }, (_, n) => n)}`,
    ],
    ['a rule for several days', 'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=1SU,2SU'],
    ['an invalid offset', 'TZOFFSETTO:1'],
  ])('is undefined for %s', (_, line) => {
    const offsets = line.startsWith('TZOFFSETTO') ? line : `TZOFFSETTO:+0200 ${line}`

    expect(zoneOf(`DTSTART:19810329T020000 TZOFFSETFROM:+0100 ${offsets}`)).toBeUndefined()
  })

  it('is undefined without an observance, and with too many', () => {
    expect(zoneOf()).toBeUndefined()
    expect(zoneOf(...Array.from({ length: 21 }, () => berlin[0] as string))).toBeUndefined()
    const dates = Array.from({ length: 2001 }, (_, day) => new Date(day * 86_400_000).toISOString().slice(0, 10))
    const rdate = `RDATE:${dates.map((date) => `${date.replaceAll('-', '')}T020000`)}`
    expect(zoneOf(`DTSTART:19700101T020000 TZOFFSETFROM:+0100 TZOFFSETTO:+0200 ${rdate}`)).toBeUndefined()
  })
})

it.each([
  ['20261124T160000', Date.UTC(2026, 10, 24, 16)],
  ['20261124', Date.UTC(2026, 10, 24)],
  ['00500101T000000', Date.parse('0050-01-01T00:00:00Z')],
  ['20260230T000000', undefined],
  ['20261124T250000', undefined],
  ['tomorrow', undefined],
])('localTimeOf reads %s', (text, expected) => {
  expect(localTimeOf(text)).toBe(expected)
})
