export const hour = 3_600_000

const calendars = new Map<string, Intl.DateTimeFormat>()
const fields = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const

/** Returns the date and the time of day in a time zone by `Intl`, which the service does not use. */
export function wallClockIn(timeZone: string, timestamp: number): [date: string, time: string] {
  const calendar = calendars.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone, ...fields })
  calendars.set(timeZone, calendar)
  return calendar.format(timestamp).split(' ') as [string, string]
}

export function dateIn(timeZone: string, timestamp: number): string {
  return wallClockIn(timeZone, timestamp)[0]
}

/** Returns the start and end of the day of a timestamp in a time zone, in steps of 15 minutes. */
export function dayIn(timeZone: string, timestamp: number): [start: number, end: number] {
  const date = dateIn(timeZone, timestamp)
  const step = hour / 4
  let start = Math.floor(timestamp / step) * step
  let end = start
  for (let time = start; time > timestamp - 30 * hour; time -= step) if (dateIn(timeZone, time) === date) start = time
  for (let time = end; time < timestamp + 30 * hour; time += step)
    if (dateIn(timeZone, time) === date) end = time + step
  return [start, end]
}
