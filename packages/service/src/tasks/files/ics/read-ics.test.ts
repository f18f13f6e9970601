import { readFileSync } from 'node:fs'
import { ImportedTask } from '@taskpact/contract'
import { describe, expect, it } from 'vitest'
import { readRows } from '../../../../test/read-rows.js'

/** Reads tasks as the import does. */
async function read(content: string): Promise<{ tasks: ImportedTask[]; ignored: readonly string[] }> {
  const { rows, ignored } = await readRows('ics', content)
  return { tasks: rows.map(({ value }) => ImportedTask.parse(value)), ignored }
}

function example(name: string): Promise<{ tasks: ImportedTask[]; ignored: readonly string[] }> {
  return read(readFileSync(new URL(`examples/${name}.ics`, import.meta.url), 'utf8').replaceAll('\n', '\r\n'))
}

/** Reads a calendar with one task of the given properties. */
async function readTodo(...lines: readonly string[]): Promise<ImportedTask | undefined> {
  const { tasks } = await read(calendar('BEGIN:VTODO', 'SUMMARY:a', ...lines, 'END:VTODO'))
  return tasks[0]
}

function calendar(...lines: readonly string[]): string {
  return ['BEGIN:VCALENDAR', ...lines, 'END:VCALENDAR', ''].join('\r\n')
}

describe('readIcs of files of other programs', () => {
  it('reads Nextcloud Tasks', async () => {
    const { tasks, ignored } = await example('nextcloud')

    expect(tasks).toEqual([
      {
        id: '6b8b3f2e-0c7b-4a58-9d0c-2f6f3f3c9e01',
        title: 'Repair the roof, then the gutter',
        description:
          'Ask for two offers.\nBoth in writing; by post.\n\nLocation: Main Street 5\nStatus: in process\nProgress: 40 %\nDue time: 16:00\nCreated: 2026-08-01 07:00',
        priority: 'high',
        tags: ['House', 'Money', 'Household'],
        dueDate: '2026-11-24',
        dueAt: null,
        completed: false,
        completedAt: null,
      },
      {
        id: 'c2a4c5de-8a43-4b6e-8d52-0d37d4a0b902',
        title: 'Call the roofer',
        description: 'Subtask of: Repair the roof, then the gutter',
        priority: 'none',
        tags: ['Household'],
        dueDate: null,
        dueAt: null,
        completed: true,
        completedAt: '2026-08-02T09:59:59.000Z',
        createdAt: '2026-08-01T07:10:00.000Z',
      },
    ])
    expect(ignored).toEqual(['X-OC-HIDESUBTASKS', 'X-APPLE-SORT-ORDER'])
  })

  it('reads Apple Reminders, with the time zone of the file', async () => {
    const { tasks } = await example('apple')

    expect(tasks).toEqual([
      expect.objectContaining({
        id: 'f0b8e0a4-51b0-4c0b-9b55-3d7f3a1e7c03',
        title: 'Water the plants',
        description: 'Repeats: FREQ=WEEKLY;INTERVAL=1\nReminder: 20260710T163000Z',
        priority: 'medium',
        dueDate: null,
        dueAt: '2026-07-10T16:30:00.000Z',
      }),
    ])
  })

  it('reads Tasks.org, whose UIDs are numbers', async () => {
    const { tasks } = await example('tasks-org')

    expect(tasks).toMatchObject([
      { title: 'Return the books', priority: 'low', tags: ['Errands'], dueDate: '2026-07-20', dueAt: null },
      { title: 'Dentist', dueDate: null, dueAt: '2026-07-21T14:00:00.000Z' },
    ])
    expect(tasks.map(({ id }) => id)).toEqual([undefined, undefined])
  })
})

describe('readIcs of a due date', () => {
  it.each([
    ['DUE;VALUE=DATE:20261124', { dueDate: '2026-11-24', dueAt: null }],
    ['DUE:20261124', { dueDate: '2026-11-24', dueAt: null }],
    ['DUE:20261124T160000Z', { dueDate: null, dueAt: '2026-11-24T16:00:00.000Z' }],
    ['DUE;TZID=Europe/Berlin:20261124T160000', { dueDate: null, dueAt: '2026-11-24T15:00:00.000Z' }],
    [
      'DUE;TZID="/freeassociation.sourceforge.net/Europe/Berlin":20261124T160000',
      { dueAt: '2026-11-24T15:00:00.000Z' },
    ],
    ['DUE:20261124T160000', { dueDate: '2026-11-24', dueAt: null, description: 'Due time: 16:00' }],
    [
      'DUE;TZID=Custom:20261124T160000',
      { dueDate: '2026-11-24', dueAt: null, description: 'Due time: 16:00 (Custom)' },
    ],
    ['DUE:20261340', { dueDate: null, dueAt: null, description: 'Due: 2026-13-40' }],
    ['DUE:tomorrow', { dueDate: null, dueAt: null, description: 'Due: tomorrow' }],
  ])('%s', async (line, expected) => {
    expect(await readTodo(line)).toMatchObject(expected)
  })

  it('without a zone is in the zone that the calendar names', async () => {
    const { tasks } = await read(
      calendar('X-WR-TIMEZONE:Asia/Tokyo', 'BEGIN:VTODO', 'SUMMARY:a', 'DUE:20261124T090000', 'END:VTODO'),
    )

    expect(tasks).toMatchObject([{ dueAt: '2026-11-24T00:00:00.000Z' }])
  })

  it('has a time zone that the file defines after it', async () => {
    const { tasks } = await read(
      calendar(
        ...['BEGIN:VTODO', 'SUMMARY:a', 'DUE;TZID=Office:20261124T090000', 'END:VTODO'],
        ...['BEGIN:VTIMEZONE', 'TZID:Office', 'BEGIN:STANDARD', 'DTSTART:19700101T000000', 'TZOFFSETFROM:+0530'],
        ...['TZOFFSETTO:+0530', 'END:STANDARD', 'END:VTIMEZONE'],
      ),
    )

    expect(tasks).toMatchObject([{ dueAt: '2026-11-24T03:30:00.000Z' }])
  })
})

// RFC 5545, section 3.8.1.9: 1 is the highest and 9 the lowest priority, 0 is undefined, and HIGH, MEDIUM, LOW are 1-4, 5 and 6-9.
it.each([
  [0, 'none'],
  [1, 'high'],
  [4, 'high'],
  [5, 'medium'],
  [6, 'low'],
  [9, 'low'],
  [10, 'none'],
])('readIcs reads the priority %i as %s', async (number, priority) => {
  expect(await readTodo(`PRIORITY:${number}`)).toMatchObject({ priority })
})

describe('readIcs of a status', () => {
  it.each([
    [['STATUS:COMPLETED'], true, null],
    [['STATUS:COMPLETED', 'COMPLETED:20261124T160000Z'], true, '2026-11-24T16:00:00.000Z'],
    [['COMPLETED:20261124T160000Z'], true, '2026-11-24T16:00:00.000Z'],
    [['PERCENT-COMPLETE:100'], true, null],
    [['STATUS:NEEDS-ACTION', 'PERCENT-COMPLETE:100'], false, null],
    [['STATUS:CANCELLED'], true, null],
    [[], false, null],
  ])('%j', async (lines, completed, completedAt) => {
    expect(await readTodo(...lines)).toMatchObject({ completed, completedAt })
  })
})

describe('readIcs of a title', () => {
  it('shortens a long one and keeps the full text in the description', async () => {
    const task = await readTodo(`SUMMARY:${'x'.repeat(300)}`, 'DESCRIPTION:more')
    const { tasks } = await read(calendar('BEGIN:VTODO', `SUMMARY:${'x'.repeat(300)}`, 'DESCRIPTION:more', 'END:VTODO'))

    expect(task).toBeDefined()
    expect(tasks).toMatchObject([{ title: `${'x'.repeat(199)}…`, description: `${'x'.repeat(300)}\n\nmore` }])
  })

  it.each([
    [['DESCRIPTION:First\\nSecond'], 'First'],
    [['SUMMARY: ', 'DESCRIPTION:\\n  First'], 'First'],
    [[], 'Untitled'],
  ])('names a task without one: %j', async (lines, title) => {
    const { tasks } = await read(calendar('BEGIN:VTODO', ...lines, 'END:VTODO'))

    expect(tasks).toMatchObject([{ title }])
  })
})

it('readIcs keeps tags that are no valid tags, or too many, in the description', async () => {
  const names = Array.from({ length: 21 }, (_, index) => `tag ${index}`)

  const task = await readTodo('CATEGORIES:a\\,b,HOME,Home', `CATEGORIES:${names.join(',')}`)

  expect(task?.tags).toEqual(['HOME', ...names.slice(0, 19)])
  expect(task?.description).toBe('Tags: a,b, tag 19, tag 20')
})

it('readIcs gives an occurrence of a recurring task no id, because it has that of the series', async () => {
  const uid = 'UID:6b8b3f2e-0c7b-4a58-9d0c-2f6f3f3c9e01'

  expect(await readTodo(uid)).toHaveProperty('id')
  expect(await readTodo(uid, 'RECURRENCE-ID;VALUE=DATE:20261124')).not.toHaveProperty('id')
})

it('readIcs reports text after the maximum length of a description', async () => {
  const { tasks, ignored } = await read(
    calendar('BEGIN:VTODO', 'SUMMARY:a', `DESCRIPTION:${'x'.repeat(10_001)}`, 'END:VTODO'),
  )

  expect(tasks[0]?.description).toHaveLength(10_000)
  expect(ignored).toEqual(['text after 10000 characters'])
})

it('readIcs reports other components and properties', async () => {
  const { tasks, ignored } = await read(
    calendar('BEGIN:VEVENT', 'SUMMARY:a', 'END:VEVENT', 'BEGIN:VTODO', 'SUMMARY:b', 'X-A:1', 'nothing', 'END:VTODO'),
  )

  expect(tasks).toMatchObject([{ title: 'b' }])
  expect(ignored).toEqual(['VEVENT', 'lines without a colon', 'X-A'])
})

it.each([
  ['an empty file', ''],
  ['JSON', '[]'],
  ['a truncated file', 'BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nSUMMARY:a\r\n'],
  ['components that overlap', calendar('BEGIN:VTODO', 'END:VCALENDAR')],
  ['65 components within each other', calendar(...Array.from({ length: 64 }, () => 'BEGIN:X'))],
])('readIcs throws `invalid_input` for %s', async (_, content) => {
  await expect(read(content)).rejects.toMatchObject({ code: 'invalid_input' })
})
