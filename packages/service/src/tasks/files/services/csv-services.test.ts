import { csvServiceFormats, ImportedTask, type ImportFormat, jsonServiceFormats } from '@taskpact/contract'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exampleText, readTasks } from '../../../../test/read-example.js'
import { readRows } from '../../../../test/read-rows.js'

const formats = Object.keys(csvServiceFormats) as (keyof typeof csvServiceFormats)[]
const others = (format: ImportFormat) => [
  ...formats.filter((other) => other !== format).map((other) => exampleText(`${other}.csv`)),
  ...Object.keys(jsonServiceFormats).map((other) => exampleText(`${other}.json`)),
]

describe.each(formats)('a CSV file of %s', (format) => {
  it('is detected by its header row', async () => {
    const text = exampleText(`${format}.csv`)
    expect(await readTasks('auto', text)).toEqual(await readTasks(format, text))
  })

  it('is different from the files of all other formats', async () => {
    for (const text of [...others(format), 'title\na', 'name,type,content\na,b,c'])
      await expect(readRows(format, text)).rejects.toMatchObject({ code: 'invalid_input' })
  })

  it('yields valid tasks with any text in any cell', async () => {
    const cells = exampleText(`${format}.csv`).replaceAll('\u{feff}', '').split(',')
    const hostile = fc.oneof(
      fc.constantFrom(
        '',
        ' ',
        '-1',
        '1e9',
        '9999-99-99',
        '31 Feb 2026',
        '24:00',
        '@',
        '@@ @ @',
        'x'.repeat(300),
        '"a""b"',
      ),
      fc.string({ unit: 'grapheme', maxLength: 80 }).map((text) => `"${text.replaceAll('"', '""')}"`),
    )
    await fc.assert(
      fc.asyncProperty(fc.nat(cells.length - 1), hostile, async (at, text) => {
        const { rows } = await readRows(format, cells.with(at, text).join()).catch(({ code }) => {
          expect(code).toBe('invalid_input')
          return { rows: [] }
        })
        for (const { value } of rows) expect(ImportedTask.safeParse(value).error?.issues).toBeUndefined()
      }),
      { numRuns: 300 },
    )
  })
})
