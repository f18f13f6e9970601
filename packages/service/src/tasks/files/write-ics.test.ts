import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { Task } from '@taskpact/contract'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { toIcs } from './write-ics.js'

const [milk] = z.tuple([Task]).parse(Task.meta()?.examples)

function toText(...tasks: Task[]): Promise<string> {
  return text(toIcs(Readable.from(tasks)))
}

it('writes a calendar with a VTODO for each task', async () => {
  const done: Task = {
    ...milk,
    description: 'Two litres',
    completed: true,
    completedAt: '2026-11-23T10:00:00.999Z',
    priority: 'none',
    tags: [],
    dueDate: null,
    dueAt: '2026-11-24T16:00:00.123Z',
    updatedAt: '2026-11-23T10:00:00.999Z',
  }

  const ics = await toText(milk, done)

  expect(ics.split('\r\n')).toEqual([
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Taskpact//Taskpact//EN',
    'BEGIN:VTODO',
    `UID:${milk.id}`,
    'DTSTAMP:20261123T093000Z',
    'CREATED:20261123T093000Z',
    'LAST-MODIFIED:20261123T093000Z',
    'SUMMARY:Buy milk',
    'STATUS:NEEDS-ACTION',
    'DUE;VALUE=DATE:20261124',
    'PRIORITY:1',
    'CATEGORIES:home,shopping',
    'END:VTODO',
    'BEGIN:VTODO',
    `UID:${milk.id}`,
    'DTSTAMP:20261123T100000Z',
    'CREATED:20261123T093000Z',
    'LAST-MODIFIED:20261123T100000Z',
    'SUMMARY:Buy milk',
    'STATUS:COMPLETED',
    'DESCRIPTION:Two litres',
    'DUE:20261124T160000Z',
    'COMPLETED:20261123T100000Z',
    'END:VTODO',
    'END:VCALENDAR',
    '',
  ])
})

it.each([
  ['medium', 5],
  ['low', 9],
] as const)('writes the priority %s as %i', async (priority, number) => {
  expect(await toText({ ...milk, priority })).toContain(`\r\nPRIORITY:${number}\r\n`)
})

describe('escaping', () => {
  it.each([
    ['a\\b;c,d:e"f"', 'a\\\\b\\;c\\,d:e"f"'],
    ['a\nb', 'a\\nb'],
    ['a\r\nb', 'a\\nb'],
    ['a\rb', 'a\\nb'],
    ['a\\nb', 'a\\\\nb'],
    ['a\tb', 'a\tb'],
    ['a\x01\x0b\x1f\x7fb', 'ab'],
    ['a\nEND:VTODO', 'a\\nEND:VTODO'],
  ])('writes the title %j as %j', async (title, value) => {
    expect(await toText({ ...milk, title })).toContain(`\r\nSUMMARY:${value}\r\n`)
  })

  it('escapes a semicolon and a backslash in a tag', async () => {
    const ics = await toText({ ...milk, tags: ['a;b', 'c\\', 'd'] })

    expect(ics).toContain('\r\nCATEGORIES:a\\;b,c\\\\,d\r\n')
  })
})

describe('folding', () => {
  it('folds a line at 75 octets, which include the leading space of the next line', async () => {
    const ics = await toText({ ...milk, title: 'x'.repeat(67 + 74 + 1) })

    expect(ics).toContain(`\r\nSUMMARY:${'x'.repeat(67)}\r\n ${'x'.repeat(74)}\r\n x\r\n`)
  })

  it('does not fold a line of 75 octets', async () => {
    expect(await toText({ ...milk, title: 'x'.repeat(67) })).toContain(`\r\nSUMMARY:${'x'.repeat(67)}\r\n`)
  })

  it('does not fold within a character', async () => {
    const ics = await toText({ ...milk, title: `x${'😀'.repeat(40)}` })

    expect(ics).toContain(`\r\nSUMMARY:x${'😀'.repeat(16)}\r\n ${'😀'.repeat(18)}\r\n ${'😀'.repeat(6)}\r\n`)
  })
})

it('writes a calendar with a component if there is no task', async () => {
  const ics = await toText()

  // RFC 5545, section 3.6: `icalbody = calprops component`, and a component is `1*(eventc / todoc / … / timezonec / …)`.
  expect(ics.split('\r\n')).toEqual([
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Taskpact//Taskpact//EN',
    'BEGIN:VTIMEZONE',
    'TZID:UTC',
    'BEGIN:STANDARD',
    'DTSTART:19700101T000000',
    'TZOFFSETFROM:+0000',
    'TZOFFSETTO:+0000',
    'END:STANDARD',
    'END:VTIMEZONE',
    'END:VCALENDAR',
    '',
  ])
})
