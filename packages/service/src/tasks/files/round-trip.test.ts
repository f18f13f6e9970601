import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { Description, ImportedTask, Priority, Tag, Tags, type Task, Title } from '@taskpact/contract'
import { parse } from 'csv-parse/sync'
import * as fc from 'fast-check'
import ICAL from 'ical.js'
import { describe, expect, it } from 'vitest'
import type * as z from 'zod'
import { readRows } from '../../../test/read-rows.js'
import { toCsv } from './write-csv.js'
import { toIcs } from './write-ics.js'
import { toJson } from './write-json.js'

const specialCharacters = [
  ...'=+-@＝＋－＠\t\r\n\'",;:\\ ',
  '\r\n',
  '\\n',
  '\\,',
  'e\u0301',
  '😀',
  '\uFEFF',
  '\u2028',
  '\u0085',
  '\x01',
]
const anyCharacter = fc.oneof(
  fc.constantFrom(...specialCharacters),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
)

/** Generates texts that a schema accepts, as the service stores them. */
function accepted<T>(schema: z.ZodType<T, string>, maxLength = 12): fc.Arbitrary<T> {
  return fc
    .string({ unit: anyCharacter, maxLength, size: 'max' })
    .filter((text) => schema.safeParse(text).success)
    .map((text) => schema.parse(text))
}

const anyTimestamp = fc
  .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true })
  .map((date) => date.toISOString())
const anyDue = fc.oneof(
  fc.constant({ dueDate: null, dueAt: null }),
  anyTimestamp.map((dueAt) => ({ dueDate: null, dueAt })),
  anyTimestamp.map((timestamp) => ({ dueDate: timestamp.slice(0, 10), dueAt: null })),
)

const anyTask: fc.Arbitrary<Task> = fc
  .record({
    id: fc.uuid(),
    title: accepted(Title),
    description: fc.option(accepted(Description, 200)),
    priority: fc.constantFrom(...Priority.options),
    tags: fc.array(accepted(Tag), { maxLength: 5 }).filter((tags) => Tags.safeParse(tags).success),
    completedAt: fc.option(anyTimestamp),
    due: anyDue,
    revision: fc.integer({ min: 1 }),
    createdAt: anyTimestamp,
    updatedAt: anyTimestamp,
  })
  .map(({ due, ...rest }) => ({
    ...rest,
    ...due,
    userId: '0199e8f4-5d0c-7c55-9d3a-4a1f0c7b2e61',
    completed: rest.completedAt !== null,
    deletedAt: null,
  }))
const anyTasks = fc.array(anyTask, { maxLength: 4 })

describe('import of an export', () => {
  it('returns tasks for iCalendar that differ only in what it cannot represent', async () => {
    const named = anyTask.filter(({ title }) => Title.safeParse(inCalendar(title)).success)
    await fc.assert(
      fc.asyncProperty(fc.array(named, { maxLength: 4 }), async (tasks) => {
        const { rows, ignored } = await readRows('ics', await text(toIcs(Readable.from(tasks))))

        expect(rows.map(({ value }) => ImportedTask.parse(value))).toEqual(tasks.map(asInCalendar))
        expect(ignored).toEqual([])
      }),
      { numRuns: 500 },
    )
  })

  it('returns equal tasks for CSV', async () => {
    await fc.assert(
      fc.asyncProperty(anyTasks, fc.boolean(), async (tasks, bom) => {
        const { rows, ignored } = await readRows('csv', await text(toCsv(Readable.from(tasks), { bom })))

        expect(ignored).toEqual([])
        const imported = rows.map(({ value }) => ImportedTask.parse(value))
        // CSV has no column for the trash, which an export does not contain.
        expect(imported).toEqual(tasks.map(({ deletedAt: _, ...task }) => ImportedTask.parse(task)))
        expect(imported.map(({ title }) => title)).toEqual(tasks.map(({ title }) => title))
      }),
      { numRuns: 500 },
    )
  })

  it('returns equal tasks for JSON', async () => {
    await fc.assert(
      fc.asyncProperty(anyTasks, async (tasks) => {
        const { rows, ignored } = await readRows('json', await text(toJson(Readable.from(tasks))))

        expect(ignored).toEqual([])
        expect(rows.map(({ value }) => value)).toEqual(tasks.map((task) => ImportedTask.parse(task)))
        expect(rows.map(({ row }) => row)).toEqual(tasks.map((_, index) => index + 1))
      }),
    )
  })
})

it('starts no CSV cell with a character that begins a formula', async () => {
  await fc.assert(
    fc.asyncProperty(anyTasks, async (tasks) => {
      const cells = parse(await text(toCsv(Readable.from(tasks)))).flat()

      expect(cells.filter((cell) => /^[=+\-@\t\r\n＝＋－＠]/u.test(cell))).toEqual([])
    }),
    { numRuns: 500 },
  )
})

describe('toIcs', () => {
  it('writes tasks that another parser reads with the same values', async () => {
    await fc.assert(
      fc.asyncProperty(anyTasks, async (tasks) => {
        const ics = await text(toIcs(Readable.from(tasks)))

        const todos = ICAL.Component.fromString(ics).getAllSubcomponents('vtodo')
        expect(todos.map(toParsed)).toEqual(tasks.map(toExpected))
      }),
      { numRuns: 500 },
    )
  })

  it('writes lines of at most 75 octets, ended by CRLF, without control characters except tabs', async () => {
    await fc.assert(
      fc.asyncProperty(anyTasks, async (tasks) => {
        const ics = await text(toIcs(Readable.from(tasks)))

        expect(ics.endsWith('\r\n')).toBe(true)
        for (const line of ics.split('\r\n')) {
          expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
          expect(line).not.toMatch(/[\x00-\x08\x0a-\x1f\x7f]/)
        }
      }),
      { numRuns: 500 },
    )
  })
})

function toParsed(todo: ICAL.Component) {
  return {
    uid: todo.getFirstPropertyValue('uid'),
    summary: todo.getFirstPropertyValue('summary'),
    description: todo.getFirstPropertyValue('description'),
    categories: todo.getFirstProperty('categories')?.getValues() ?? [],
    due: todo.getFirstProperty('due')?.toJSON()[3] ?? null,
    status: todo.getFirstPropertyValue('status'),
    completed: todo.hasProperty('completed'),
  }
}

function toExpected(task: Task): ReturnType<typeof toParsed> {
  return {
    uid: task.id,
    summary: inCalendar(task.title),
    description: task.description ? inCalendar(task.description) : null,
    categories: asLibraryReads(task.tags.map(inCalendar)),
    due: task.dueDate ?? task.dueAt?.replace(/\.\d+Z$/, 'Z') ?? null,
    status: task.completed ? 'COMPLETED' : 'NEEDS-ACTION',
    completed: task.completed,
  }
}

function inCalendar(text: string): string {
  return text.replace(/\r\n|\r/g, '\n').replace(/[\x00-\x08\x0b-\x1f\x7f]/g, '')
}

/** Timestamps have no milliseconds, and texts no control characters. */
function asInCalendar(task: Task): ImportedTask {
  const { id, priority, tags, dueDate, completed } = task
  const seconds = (timestamp: string | null) => timestamp?.replace(/\.\d+Z$/, '.000Z') ?? null
  return {
    ...{ id, priority, tags, dueDate, completed },
    title: Title.parse(inCalendar(task.title)),
    description: Description.parse(inCalendar(task.description ?? '')) || null,
    dueAt: seconds(task.dueAt),
    completedAt: seconds(task.completedAt),
    createdAt: seconds(task.createdAt) ?? task.createdAt,
  }
}

/** Joins tags as the parser does: after a tag that ends with a backslash, it does not recognize the comma as a separator. */
function asLibraryReads(tags: readonly string[]): string[] {
  const read: string[] = []
  for (const tag of tags) {
    const last = read.at(-1)
    if (last?.endsWith('\\')) read[read.length - 1] = `${last},${tag}`
    else read.push(tag)
  }
  return read
}
