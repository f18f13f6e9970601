import { csvServiceFormats, ImportedTask, serviceFormats } from '@taskpact/contract'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exampleText, readTasks } from '../../../../test/read-example.js'
import { readRows } from '../../../../test/read-rows.js'
import { ServiceError } from '../../../service-error.js'
import { findHeader } from './csv-header.js'
import { csvServices } from './csv-services.js'

const formats = Object.keys(csvServiceFormats) as (keyof typeof csvServiceFormats)[]
const headerOf = (format: keyof typeof csvServices) => csvServices[format].columns.join()
const rowOf = (format: keyof typeof csvServices, cells: Readonly<Record<string, string>>) =>
  csvServices[format].columns.map((column) => cells[column] ?? '').join()

describe('a CSV file of another service', () => {
  it.each(formats)('%s is detected by its header row, which no other one has', async (format) => {
    const text = exampleText(`${format}.csv`)
    const matching = formats.filter((other) => findHeader(text.replace('\uFEFF', ''), csvServices[other]))

    expect(matching).toEqual([format])
    expect(await readTasks('auto', text)).toEqual(await readTasks(format, text))
  })

  it.each(formats)('%s refuses the files of the others and of this server, and names the columns', async (format) => {
    const others = (Object.keys(serviceFormats) as (keyof typeof serviceFormats)[]).filter((other) => other !== format)
    const files = others.map((other) => exampleText(`${other}.${other in csvServices ? 'csv' : 'json'}`))
    for (const text of [...files, 'title,description\na,b\n', '[{"title":"a"}]', '', '\n,,\n', 'x'.repeat(20_000), '"'])
      await expect(readRows(format, text)).rejects.toMatchObject({
        code: 'invalid_input',
        errors: [{ pointer: '/content', message: expect.stringContaining(csvServices[format].required.join(', ')) }],
      })
  })

  it('is no task list of this server', async () => {
    for (const header of ['title,type,content', 'title,list name,status', 'list name;title;status'])
      expect((await readTasks('auto', `${header}\n`)).tasks).toEqual([])
    const quoted = `title,description\na,"\n${headerOf('todoist')}\n"\n`
    expect((await readTasks('auto', quoted)).tasks).toMatchObject([{ title: 'a' }])
  })

  it.each(formats)(
    '%s has names in any case, with spaces, underscores and hyphens, and any delimiter',
    async (format) => {
      for (const delimiter of [',', ';', '\t']) {
        const names = csvServices[format].columns.map(
          (name, at) => ` ${at % 2 ? name.toUpperCase() : name.toLowerCase()} `,
        )
        const header = names.map((name) => name.replaceAll(/[ _]/g, '-')).join(delimiter)

        expect(await readTasks('auto', `${header}\r\n${delimiter.repeat(names.length - 1)}\r\n`)).toEqual({
          tasks: [],
          ignored: [],
        })
      }
    },
  )

  it.each(formats)('%s reports columns that are not known, if they have values', async (format) => {
    const row = rowOf(format, { TYPE: 'task', CONTENT: 'a', PRIORITY: '4', Title: 'a' })
    const { tasks, ignored } = await readTasks(format, `${headerOf(format)},Cost,Empty,\n${row},5,,x\n${row},6,,y`)

    expect(tasks).toHaveLength(2)
    expect(ignored).toEqual(['Cost', `column ${csvServices[format].columns.length + 3}`])
  })

  it.each(formats)('%s has rows that end early, but none that are too long', async (format) => {
    const header = headerOf(format)
    expect((await readRows(format, `${header}\nx\n\n`)).rows).toBeInstanceOf(Array)
    expect((await readRows(format, `${header}\n${rowOf(format, {})},,,\n`)).rows).toEqual([])
    await expect(readRows(format, `${header}\n${rowOf(format, {})},x\n`)).rejects.toMatchObject({
      code: 'invalid_input',
      errors: [{ pointer: '/content', message: expect.stringContaining('in row 1') }],
    })
  })

  it.each(formats)('%s has each column once', async (format) => {
    const [name = ''] = csvServices[format].columns

    await expect(readRows(format, `${headerOf(format)},${name}\n`)).rejects.toMatchObject({
      code: 'invalid_input',
      errors: [{ pointer: '/content', message: expect.stringContaining(name) }],
    })
  })
})

const cell = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    '',
    'task',
    'note',
    'section',
    '1',
    '-1',
    '2026-10-05',
    '9'.repeat(300),
    'toString',
    '__proto__',
    '▫',
    '@a',
  ),
  fc.constantFrom('2026-02-30T25:00:00+0000', 'true', 'Y', 'Europe/Berlin', '\0', 'x'.repeat(11_000)),
)

it.each(formats)('%s with any text in any cell yields valid tasks, or is refused', async (format) => {
  const { columns } = csvServices[format]
  const quoted = cell.map((text) => `"${text.toWellFormed().replaceAll('"', '""')}"`)
  const line = fc.array(quoted, { minLength: columns.length, maxLength: columns.length }).map((cells) => cells.join())
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 5 }), async (lines) => {
      const { rows } = await readRows(format, [headerOf(format), ...lines].join('\n'))

      for (const { value } of rows) {
        const read = ImportedTask.safeParse(value)
        if (!read.success) expect([value, read.error.issues]).toEqual([])
      }
    }),
    { numRuns: 300 },
  )
})

it.each(formats)('%s returns rows or throws a ServiceError for any text', async (format) => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), fc.boolean(), async (text, hasHeader) => {
      try {
        await readRows(format, hasHeader ? `${headerOf(format)}\n${text}` : text)
      } catch (error) {
        expect(error).toBeInstanceOf(ServiceError)
        expect((error as ServiceError).code).toBe('invalid_input')
      }
    }),
    { numRuns: 500 },
  )
})
