import { ImportedTask, Task } from '@taskpact/contract'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readRows } from '../../../test/read-rows.js'
import { meaningOf } from './field-names.js'

// Spreadsheets and other programs write the same name as `Due Date`, `due_date`, `DUE-DATE` or ` dueDate `.
const anySeparator = fc.stringMatching(/^[ _\-\t]{0,3}$/)

describe('meaningOf', () => {
  it.each(ImportedTask.keyof().options)('finds %s whatever its case, spaces, underscores and hyphens', (field) => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), anySeparator), { minLength: 20, maxLength: 20 }), (changes) => {
        const letters = [...field].map((letter, at) => {
          const [isUpper, separator] = changes[at] ?? [false, '']
          return separator + (isUpper ? letter.toUpperCase() : letter)
        })

        expect(meaningOf(`${letters.join('')} `)).toBe(field)
      }),
    )
  })

  it.each([
    ['Name', 'title'],
    ['Task Name', 'title'],
    ['Subject', 'title'],
    ['notes', 'description'],
    ['Labels', 'tags'],
    ['done', 'completed'],
    ['is_done', 'completed'],
    ['Due', 'due'],
  ])('finds %j as %s', (name, field) => {
    expect(meaningOf(name)).toBe(field)
  })

  it.each(['', '__proto__', 'constructor', 'status', 'date', 'titles', 'title!', 'x'.repeat(1_000_000)])(
    'does not know a name such as %.20j',
    (name) => {
      expect(meaningOf(name)).toBe('unknown')
    },
  )

  it('knows every field of an export', () => {
    expect(Task.keyof().options.map(meaningOf)).not.toContain('unknown')
  })
})

const date = '2026-12-01'
const timestamp = '2026-12-01T10:00:00Z'

describe.each([
  ['csv', (name: string, value: string) => `${name},Title\n${value},a\n`],
  ['json', (name: string, value: string) => JSON.stringify([{ [name]: value, Title: 'a' }])],
] as const)('names in %s', (format, fileOf) => {
  it.each([
    ['Description', 'x', { description: 'x' }],
    [' due_date', date, { dueDate: date }],
    ['DUE AT', timestamp, { dueAt: timestamp }],
    ['due', date, { dueDate: date, dueAt: null }],
    ['due', timestamp, { dueDate: null, dueAt: timestamp }],
  ])('%j sets the field that it means to %j', async (name, value, fields) => {
    const { rows, ignored } = await readRows(format, fileOf(name, value))

    expect(rows).toEqual([{ row: 1, value: { title: 'a', ...fields } }])
    expect(ignored).toEqual([])
  })

  it.each([
    ['status', 'status'],
    ['__proto__x', '__proto__x'],
    ['a\u202eb', 'a\\u202eb'],
    ['~'.repeat(5000), `${'~'.repeat(99)}…`],
  ])('%.20j is reported', async (name, reported) => {
    const { rows, ignored } = await readRows(format, fileOf(name, 'x'))

    expect(rows).toEqual([{ row: 1, value: { title: 'a' } }])
    expect(ignored).toEqual([reported])
  })

  it('are not reported if only the server sets them', async () => {
    expect((await readRows(format, fileOf('Updated At', timestamp))).ignored).toEqual([])
  })
})

it('reports each of at most 50 unknown names once, in the order of their first appearance', async () => {
  const names = Array.from({ length: 60 }, (_, index) => `x${60 - index}`)
  const tasks = [...names, ...names].map((name) => ({ title: 'a', [name]: 1 }))

  const { ignored } = await readRows('json', JSON.stringify(tasks))

  expect(ignored).toEqual(names.slice(0, 50))
})

it('fails a JSON task with two names for one field, and names both', async () => {
  const { rows } = await readRows('json', '[{"title":"a","Name":"b"},{"due":null,"dueAt":null,"title":"b"}]')

  expect(rows.map(({ issues }) => issues)).toEqual([
    [expect.objectContaining({ path: [], message: expect.stringMatching(/"title" and "Name"/) })],
    [expect.objectContaining({ path: [], message: expect.stringMatching(/"due" and "dueAt"/) })],
  ])
})
