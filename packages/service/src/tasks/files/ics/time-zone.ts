import { type ContentLine, parameterOf } from './content-lines.js'

/** Converts a local date and time, as milliseconds since 1970 if it were in UTC, to milliseconds since 1970. */
export type ToUtc = (local: number) => number

/** A sub-component of VTIMEZONE: `STANDARD` or `DAYLIGHT`, as its content lines. */
export type Observance = readonly ContentLine[]

/** Rules of one time zone, of those that files contain: two in force, and one for each change of the law. */
const maxRules = 20
/** Dates of one time zone without a rule. Programs that list each change have about two for each year. */
const maxOnsets = 2000

/**
 * Returns the conversion that a VTIMEZONE defines (RFC 5545, section 3.6.5), or undefined if it is invalid, is too long, or has
 * recurrence rules other than a day in a month each year. Only the years around a time are computed, so that no rule takes long.
 */
export function timeZoneOf(observances: readonly Observance[]): ToUtc | undefined {
  const onsets: Onset[] = []
  const rules: Rule[] = []
  for (const lines of observances) {
    const from = offsetOf(valueIn(lines, 'TZOFFSETFROM'))
    const to = offsetOf(valueIn(lines, 'TZOFFSETTO'))
    const start = localTimeOf(valueIn(lines, 'DTSTART') ?? '')
    if (from === undefined || to === undefined || start === undefined) return undefined
    const offsets = { from, to }
    const ruleTexts = lines.filter(({ name }) => name === 'RRULE')
    if (onsets.length > maxOnsets || rules.length > maxRules) return undefined
    onsets.push({ ...offsets, local: start })
    for (const line of lines)
      if (line.name === 'RDATE') onsets.push(...datesOf(line).map((local) => ({ ...offsets, local })))
    for (const { value } of ruleTexts) {
      const rule = toRule(value, start, offsets)
      if (!rule) return undefined
      rules.push(rule)
    }
  }
  if (onsets.length === 0 || onsets.length > maxOnsets || rules.length > maxRules) return undefined
  onsets.sort((a, b) => a.local - b.local)
  return (local) => toUtc(local, lastOnset(local, onsets, rules) ?? before(onsets[0]))
}

interface Offsets {
  /** Milliseconds that the local time is ahead of UTC before the onset. */
  readonly from: number
  /** The same after the onset. */
  readonly to: number
}

/** Where an observance begins, in local time with the offset before it. */
interface Onset extends Offsets {
  readonly local: number
}

interface Rule extends Offsets {
  readonly start: number
  /** The last onset, in UTC. */
  readonly until: number
  readonly month: number
  readonly isOnDay: (day: number, weekday: number, daysInMonth: number) => boolean
}

/** A time before the first observance has the offset from which that one changes. */
function before(first: Onset | undefined): Onset {
  const from = first?.from ?? 0
  return { from, to: from, local: Number.NEGATIVE_INFINITY }
}

/** A time that a change skips is interpreted with the offset before the change (RFC 5545, section 3.3.5). */
function toUtc(local: number, { from, to, local: onset }: Onset): number {
  return local - (local < onset + (to - from) ? from : to)
}

/** Returns the last onset that is not after a local time. Of a time that occurs twice, this is the first occurrence. */
function lastOnset(local: number, onsets: readonly Onset[], rules: readonly Rule[]): Onset | undefined {
  let last = onsets[indexAfter(local, onsets) - 1]
  const year = new Date(local).getUTCFullYear()
  for (const rule of rules) {
    for (const onset of [onsetIn(year - 1, rule), onsetIn(year, rule)])
      if (onset && onset.local <= local && (!last || onset.local > last.local)) last = onset
  }
  return last
}

function indexAfter(local: number, onsets: readonly Onset[]): number {
  let low = 0
  let high = onsets.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((onsets[middle] as Onset).local <= local) low = middle + 1
    else high = middle
  }
  return low
}

function onsetIn(year: number, { start, until, month, isOnDay, from, to }: Rule): Onset | undefined {
  const first = Date.UTC(year, month - 1, 1)
  const days = Math.round((Date.UTC(year, month, 1) - first) / dayMs)
  const weekdayBefore = new Date(first).getUTCDay() - 1
  for (let day = 1; day <= days; day++) {
    if (!isOnDay(day, (weekdayBefore + day) % 7, days)) continue
    const local = first + (day - 1) * dayMs + (start - Math.floor(start / dayMs) * dayMs)
    return local >= start && local - from <= until ? { from, to, local } : undefined
  }
  return undefined
}

const dayMs = 86_400_000
const weekdays = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA']

/** Reads a rule such as `FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU`. */
function toRule(text: string, start: number, offsets: Offsets): Rule | undefined {
  if (text.length > 1000) return undefined
  const parts = new Map(
    text
      .toUpperCase()
      .split(';')
      .map((part) => part.split('=', 2) as [string, string]),
  )
  const { FREQ, INTERVAL = '1', BYMONTH, BYDAY, BYMONTHDAY, UNTIL, WKST: _, ...others } = Object.fromEntries(parts)
  if (FREQ !== 'YEARLY' || INTERVAL !== '1' || Object.keys(others).length > 0) return undefined
  const month = BYMONTH === undefined ? new Date(start).getUTCMonth() + 1 : Number(BYMONTH)
  const byDay = BYDAY === undefined ? undefined : /^([+-]?[1-5])?(SU|MO|TU|WE|TH|FR|SA)$/.exec(BYDAY)
  const days = BYMONTHDAY?.split(',').map(Number)
  if (!(month >= 1 && month <= 12) || byDay === null) return undefined
  const onDay = days ?? (byDay ? undefined : [new Date(start).getUTCDate()])
  const until = UNTIL === undefined ? Number.POSITIVE_INFINITY : localTimeOf(UNTIL)
  if (until === undefined) return undefined
  const weekday = byDay ? weekdays.indexOf(byDay[2] ?? '') : undefined
  const ordinal = Number(byDay?.[1] ?? 0)
  const isOnDay = (day: number, weekdayOfDay: number, daysInMonth: number) =>
    (onDay === undefined || onDay.includes(day) || onDay.includes(day - daysInMonth - 1)) &&
    (weekday === undefined || (weekday === weekdayOfDay && isOrdinal(ordinal, day, daysInMonth)))
  return { ...offsets, start, until, month, isOnDay }
}

/** Returns whether a day is the n-th of its weekday in the month, or the n-th last for a negative n. Any is the 0th. */
function isOrdinal(ordinal: number, day: number, daysInMonth: number): boolean {
  if (ordinal === 0) return true
  return ordinal > 0 ? Math.ceil(day / 7) === ordinal : Math.ceil((daysInMonth - day + 1) / 7) === -ordinal
}

function valueIn(lines: readonly ContentLine[], name: string): string | undefined {
  return lines.find((line) => line.name === name)?.value
}

function offsetOf(text: string | undefined): number | undefined {
  const [, sign, hours, minutes, seconds = '0'] = /^([+-])(\d\d):?(\d\d):?(\d\d)?$/.exec(text ?? '') ?? []
  if (sign === undefined) return undefined
  const milliseconds = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000
  return sign === '-' ? -milliseconds : milliseconds
}

function datesOf(line: ContentLine): number[] {
  if (parameterOf(line, 'VALUE')?.toUpperCase() === 'PERIOD') return []
  const dates = line.value
    .slice(0, maxOnsets * 20)
    .split(',')
    .map(localTimeOf)
  return dates.filter((date) => date !== undefined)
}

/** Returns a date and time such as `20261124T160000` as milliseconds since 1970 as if it were in UTC. */
export function localTimeOf(text: string): number | undefined {
  const [, year, month, day, hour = '0', minute = '0', second = '0'] =
    /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)Z?)?$/.exec(text) ?? []
  if (year === undefined) return undefined
  const date = new Date(0)
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  date.setUTCHours(Number(hour), Number(minute), Number(second))
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day) && Number(hour) < 24
    ? date.getTime()
    : undefined
}
