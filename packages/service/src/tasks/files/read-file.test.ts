import { ImportedTask, type ImportFormat } from '@taskpact/contract'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readRows } from '../../../test/read-rows.js'
import { ServiceError } from '../../service-error.js'
import type { FileRow } from './file-content.js'

async function rowsOf(format: ImportFormat, content: string): Promise<FileRow[]> {
  return (await readRows(format, content)).rows
}

async function valuesOf(format: ImportFormat, content: string): Promise<unknown[]> {
  return (await rowsOf(format, content)).map(({ value }) => value)
}

const invalidContent = {
  code: 'invalid_input',
  errors: [expect.objectContaining({ in: 'body', pointer: '/content' })],
}

describe('readFile with JSON', () => {
  it('returns a row for each value of any type', async () => {
    expect(await rowsOf('json', '[{"title":"Buy milk","more":1},null,3]')).toEqual([
      { row: 1, value: { title: 'Buy milk' } },
      { row: 2, value: null },
      { row: 3, value: 3 },
    ])
  })

  it.each(['[]', '\uFEFF[]', ' [ ] '])('returns no rows for %j', async (content) => {
    expect(await rowsOf('json', content)).toEqual([])
  })

  it.each([
    ['an empty file', ''],
    ['an unterminated array', '['],
    ['CSV', 'title'],
    ['more than one value', '[{}],'],
    ['two byte order marks', '\uFEFF\uFEFF[]'],
    ['a million unterminated arrays', '['.repeat(1_000_000)],
  ])('throws `invalid_json` for %s', async (_, content) => {
    await expect(rowsOf('json', content)).rejects.toThrow(expect.objectContaining({ code: 'invalid_json' }))
  })

  it.each(['{}', 'null', '"[]"', '1', '{"0":{"title":"Buy milk"},"length":1}'])(
    'throws `invalid_input` for a value that is not an array: %s',
    async (content) => {
      await expect(rowsOf('json', content)).rejects.toThrow(expect.objectContaining(invalidContent))
    },
  )

  it('returns the tasks of an account export, whose other members are known', async () => {
    const content = JSON.stringify({ exportedAt: '', user: {}, sessions: [], events: [], tasks: [{ title: 'a' }] })

    expect(await readRows('json', content)).toEqual({ rows: [{ row: 1, value: { title: 'a' } }], ignored: [] })
    expect(await readRows('json', '{"lists":[],"tasks":[]}')).toEqual({ rows: [], ignored: ['lists'] })
  })

  it('does not set a prototype', async () => {
    const [row] = await rowsOf('json', '[{"__proto__":{"title":"Buy milk","polluted":true}}]')

    expect(ImportedTask.safeParse(row?.value).success).toBe(false)
    expect(Object.getPrototypeOf(row?.value)).toBe(Object.prototype)
    expect({}).not.toHaveProperty('polluted')
  })
})

describe('readFile with CSV', () => {
  it('returns a row for each line, with its cells by column name', async () => {
    const content =
      'dueDate,more,title,completed,tags\r\n2026-11-24,1,Buy milk,true,"home,shopping"\r\n,,Call Ada,false,\r\n'

    expect(await rowsOf('csv', content)).toEqual([
      {
        row: 1,
        value: { dueDate: '2026-11-24', title: 'Buy milk', completed: true, tags: ['home', 'shopping'] },
      },
      { row: 2, value: { dueDate: null, title: 'Call Ada', completed: false, tags: [] } },
    ])
  })

  it.each([
    ['LF', 'title\na\nb\n'],
    ['CR', 'title\ra\rb\r'],
    ['mixed line ends', 'title\na\r\nb\n'],
    ['no last line end', 'title\r\na\r\nb'],
    ['a byte order mark', '\uFEFFtitle\r\na\r\nb\r\n'],
    ['a byte order mark and quotes', '\uFEFF"title"\r\n"a"\r\n"b"\r\n'],
    ['empty lines', '\ntitle\n\na\n\nb\n\n'],
    ['columns without a name', 'title,,\na,,\nb,x,y\n'],
  ])('accepts %s', async (_, content) => {
    expect(await valuesOf('csv', content)).toEqual([{ title: 'a' }, { title: 'b' }])
  })

  it('returns no rows for a header alone', async () => {
    expect(await rowsOf('csv', 'title')).toEqual([])
  })

  it.each([
    ["'=1", '=1'],
    ["''tis", "'tis"],
    ["'tis", "'tis"],
    ['=1', '=1'],
    ["'", ''],
    ["''", "'"],
    ["'''=1", "''=1"],
  ])('reads the cell %j as %j', async (cell, title) => {
    expect(await rowsOf('csv', `title\n${cell}\n`)).toEqual([{ row: 1, value: { title } }])
  })

  it('leaves a value that is not a boolean to the schema', async () => {
    expect(await rowsOf('csv', 'title,completed\na,yes\n')).toEqual([
      { row: 1, value: { title: 'a', completed: 'yes' } },
    ])
  })

  it('does not set a prototype and ignores columns with inherited names', async () => {
    const [row] = await rowsOf('csv', 'title,__proto__,constructor,toString\na,b,c,d\n')

    expect(row?.value).toStrictEqual({ title: 'a' })
  })

  it.each([
    ['an empty file', ''],
    ['only empty lines', '\r\n\r\n'],
    ['only a byte order mark', '\uFEFF'],
    ['no title column', 'text\nBuy milk\n'],
    ['a duplicate column', 'title,id,title\na,b,c\n'],
    ['two columns for one field', 'title,Name\na,b\n'],
    ['two columns for the due date', 'title,due,Due Date\na,,\n'],
    ['two columns for the due timestamp', 'title,due_at,due\na,,\n'],
    ['a row with too few cells', 'title,id\na\n'],
    ['a row with too many cells', 'title,id\na,b,c\n'],
    ['an unterminated quote', 'title\n"a\n'],
    ['a quote within a cell', 'title\na"b"\n'],
    ['text after a quote', 'title\n"a"b\n'],
    ['a lone surrogate', 'title\n\uD800\n'],
  ])('throws `invalid_input` for %s', async (_, content) => {
    await expect(rowsOf('csv', content)).rejects.toThrow(expect.objectContaining(invalidContent))
  })

  it.each([
    ['title,id\r\n"a\r\nb",c\r\nd\r\n', 'row 2'],
    ['title\n"a\n\n\n', 'row 1'],
    ['title"\na\n', 'header row'],
  ])('names the invalid row in the error: %j', async (content, location) => {
    await expect(rowsOf('csv', content)).rejects.toThrow(location)
  })
})

const parts = fc.constantFrom('title', 'tags', 'completed', '__proto__', '"', ',', '\r', '\n', "'", '=', '\uFEFF', '\0')
const nearCsv = fc.string({ unit: fc.oneof(parts, fc.string({ unit: 'binary' })) })
const nearJson = fc.oneof(
  fc.json(),
  fc.array(fc.jsonValue()).map((values) => JSON.stringify(values)),
  nearCsv,
)

it.each([
  [
    'csv',
    fc.oneof(
      nearCsv,
      nearCsv.map((rest) => `title,tags,completed\n${rest}`),
    ),
  ],
  ['json', nearJson],
] as const)('returns rows or throws a ServiceError for any text as %s', async (format, contents) => {
  await fc.assert(
    fc.asyncProperty(contents, async (content) => {
      try {
        const rows = await rowsOf(format, content)

        expect(rows.map(({ row }) => row)).toEqual(rows.map((_, index) => index + 1))
        for (const { value } of rows) ImportedTask.safeParse(value)
      } catch (error) {
        expect(error).toBeInstanceOf(ServiceError)
        expect(['invalid_input', 'invalid_json']).toContain((error as ServiceError).code)
      }
    }),
    { numRuns: 2_000 },
  )
})

describe('readFile with automatic detection', () => {
  it.each([
    ['iCalendar', 'BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nSUMMARY:Buy milk\r\nEND:VTODO\r\nEND:VCALENDAR\r\n'],
    ['JSON', ' [{"title":"Buy milk"}]'],
    ['CSV', 'title\nBuy milk\n'],
    ['CSV with a byte order mark', '\uFEFFtitle\nBuy milk\n'],
  ])('reads %s', async (_, content) => {
    expect(await valuesOf('auto', content)).toMatchObject([{ title: 'Buy milk' }])
  })

  it.each([
    ['an empty file', '', 'invalid_input'],
    ['an array that does not end', '[', 'invalid_json'],
    ['an object', '{}', 'invalid_input'],
    ['text', 'Buy milk', 'invalid_input'],
  ])('fails for %s', async (_, content, code) => {
    await expect(rowsOf('auto', content)).rejects.toMatchObject({ code })
  })
})
