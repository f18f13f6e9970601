import { expect, it } from 'vitest'
import { readFile } from '../read-file.js'

const begin = 'BEGIN:VCALENDAR\r\n'
const end = 'END:VCALENDAR\r\n'
const todo = (lines: string) => `BEGIN:VTODO\r\nSUMMARY:a\r\n${lines}END:VTODO\r\n`
const rule = (text: string) =>
  `BEGIN:DAYLIGHT\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nRRULE:${text}\r\nEND:DAYLIGHT\r\n`
const zone = (rules: string) => `BEGIN:VTIMEZONE\r\nTZID:Z\r\n${rules}END:VTIMEZONE\r\n`
const last = 'FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU'

/** Reads a file. Returns the number of tasks or the error code, and whether timers ran at least every 100 ms on average. */
async function read(text: string) {
  // One flat string, as it arrives.
  const content = Buffer.from(text).toString()
  const start = performance.now()
  let ticks = 0
  const timer = setInterval(() => ticks++, 1)
  try {
    let count = 0
    for await (const _ of readFile('ics', content).rows) count++
    return { result: count, isResponsive: ticks >= Math.floor((performance.now() - start) / 100) }
  } catch (error) {
    return { result: (error as { code: string }).code, isResponsive: true }
  } finally {
    clearInterval(timer)
  }
}

it.each([
  ['a million lines in a task', `${begin}${todo('CATEGORIES:a\r\n'.repeat(1_000_000))}${end}`, 1],
  ['a million categories in a task', `${begin}${todo(`CATEGORIES:${'a,'.repeat(20_000)}\r\n`.repeat(50))}${end}`, 1],
  ['a million folds in a line', `${begin}${todo(`DESCRIPTION:${'x\r\n '.repeat(1_000_000)}\r\n`)}${end}`, 1],
  [
    '100 lines of 100 000 characters',
    `${begin}${todo(`DESCRIPTION:${'\\n'.repeat(50_000)}\r\n`).repeat(100)}${end}`,
    100,
  ],
  ['100 001 tasks', `${begin}${todo('').repeat(100_001)}${end}`, 'invalid_input'],
  ['100 000 components within each other', `${begin}${'BEGIN:X\r\n'.repeat(100_000)}`, 'invalid_input'],
  [
    'a recurrence rule for every second',
    `${begin}${todo('RRULE:FREQ=SECONDLY;COUNT=1000000000\r\n').repeat(1000)}${end}`,
    1000,
  ],
  [
    'a time zone that changes every second',
    `${begin}${zone(rule('FREQ=SECONDLY'))}${todo('DUE;TZID=Z:20261124T160000\r\n').repeat(1000)}${end}`,
    1000,
  ],
  [
    'a time zone of 20 rules for 20 000 tasks',
    `${begin}${zone(rule(last).repeat(20))}${todo('DUE;TZID=Z:20261124T160000\r\n').repeat(20_000)}${end}`,
    20_000,
  ],
  [
    '1 001 time zones',
    `${begin}${Array.from({ length: 1001 }, (_, n) => zone(rule(last)).replace('Z', `Z${n}`)).join('')}${end}`,
    'invalid_input',
  ],
])('readIcs lets other requests run for %s', async (_, content, result) => {
  expect(await read(content)).toEqual({ result, isResponsive: true })
})
