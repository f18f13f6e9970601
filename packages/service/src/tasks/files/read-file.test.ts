import { ImportedTask } from '@taskpact/contract'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ServiceError } from '../../service-error.js'
import { readFile } from './read-file.js'

const invalidContent = {
  code: 'invalid_input',
  errors: [{ in: 'body', pointer: '/content', message: expect.any(String) }],
}

describe('readFile with JSON', () => {
  it('returns a row for each value of any type', () => {
    expect(readFile('json', '[{"title":"Buy milk","more":1},null,3]')).toEqual([
      { row: 1, value: { title: 'Buy milk', more: 1 } },
      { row: 2, value: null },
      { row: 3, value: 3 },
    ])
  })

  it.each(['[]', '\uFEFF[]', ' [ ] '])('returns no rows for %j', (content) => {
    expect(readFile('json', content)).toEqual([])
  })

  it.each([
    ['an empty file', ''],
    ['an unterminated array', '['],
    ['CSV', 'title'],
    ['more than one value', '[{}],'],
    ['two byte order marks', '\uFEFF\uFEFF[]'],
    ['a million unterminated arrays', '['.repeat(1_000_000)],
  ])('throws `invalid_json` for %s', (_, content) => {
    expect(() => readFile('json', content)).toThrow(expect.objectContaining({ code: 'invalid_json' }))
  })

  it.each(['{}', 'null', '"[]"', '1', '{"0":{"title":"Buy milk"},"length":1}'])(
    'throws `invalid_input` for a value that is not an array: %s',
    (content) => {
      expect(() => readFile('json', content)).toThrow(expect.objectContaining(invalidContent))
    },
  )

  it('does not set a prototype', () => {
    const [row] = readFile('json', '[{"__proto__":{"title":"Buy milk","polluted":true}}]')

    expect(ImportedTask.safeParse(row?.value).success).toBe(false)
    expect(Object.getPrototypeOf(row?.value)).toBe(Object.prototype)
    expect({}).not.toHaveProperty('polluted')
  })
})

describe('readFile with CSV', () => {
  it('returns a row for each line, with its cells by column name', () => {
    const content =
      'dueDate,more,title,completed,tags\r\n2026-11-24,1,Buy milk,true,"home,shopping"\r\n,,Call Ada,false,\r\n'

    expect(readFile('csv', content)).toEqual([
      {
        row: 1,
        value: { dueDate: '2026-11-24', title: 'Buy milk', completed: true, tags: ['home', 'shopping'] },
      },
      { row: 2, value: { title: 'Call Ada', completed: false } },
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
  ])('accepts %s', (_, content) => {
    expect(readFile('csv', content).map(({ value }) => value)).toEqual([{ title: 'a' }, { title: 'b' }])
  })

  it('returns no rows for a header alone', () => {
    expect(readFile('csv', 'title')).toEqual([])
  })

  it('omits fields with an empty cell, quoted or not', () => {
    const content = 'title,description,tags,completed,dueAt\na,,,,\nb,"","","",""\n'

    expect(readFile('csv', content).map(({ value }) => value)).toEqual([{ title: 'a' }, { title: 'b' }])
  })

  it.each([
    ["'=1", '=1'],
    ["''tis", "'tis"],
    ["'tis", "'tis"],
    ['=1', '=1'],
    ["'", ''],
    ["''", "'"],
    ["'''=1", "''=1"],
  ])('reads the cell %j as %j', (cell, title) => {
    expect(readFile('csv', `title\n${cell}\n`)).toEqual([{ row: 1, value: { title } }])
  })

  it('leaves a value that is not a boolean to the schema', () => {
    expect(readFile('csv', 'title,completed\na,yes\n')).toEqual([{ row: 1, value: { title: 'a', completed: 'yes' } }])
  })

  it('does not set a prototype and ignores columns with inherited names', () => {
    const [row] = readFile('csv', 'title,__proto__,constructor,toString\na,b,c,d\n')

    expect(row?.value).toStrictEqual({ title: 'a' })
  })

  it.each([
    ['an empty file', ''],
    ['only empty lines', '\r\n\r\n'],
    ['only a byte order mark', '\uFEFF'],
    ['no title column', 'name\nBuy milk\n'],
    ['a title in upper case', 'Title\nBuy milk\n'],
    ['a duplicate column', 'title,id,title\na,b,c\n'],
    ['a duplicate unknown column', 'title,x,x\na,b,c\n'],
    ['a row with too few cells', 'title,id\na\n'],
    ['a row with too many cells', 'title,id\na,b,c\n'],
    ['an unterminated quote', 'title\n"a\n'],
    ['a quote within a cell', 'title\na"b"\n'],
    ['text after a quote', 'title\n"a"b\n'],
    ['a lone surrogate', 'title\n\uD800\n'],
  ])('throws `invalid_input` for %s', (_, content) => {
    expect(() => readFile('csv', content)).toThrow(expect.objectContaining(invalidContent))
  })

  it.each([
    ['title,id\r\n"a\r\nb",c\r\nd\r\n', 'row 2'],
    ['title\n"a\n\n\n', 'row 1'],
    ['title"\na\n', 'header row'],
  ])('names the invalid row in the error: %j', (content, location) => {
    expect(() => readFile('csv', content)).toThrow(location)
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
] as const)('returns rows or throws a ServiceError for any text as %s', (format, contents) => {
  fc.assert(
    fc.property(contents, (content) => {
      try {
        const rows = readFile(format, content)

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
