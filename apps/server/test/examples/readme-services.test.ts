import { readFileSync } from 'node:fs'
import { serviceFormats } from '@taskpact/contract'
import { expect, it } from 'vitest'

const readme = readFileSync(new URL('../../../../README.md', import.meta.url), 'utf8')
const [, section = ''] = readme.split('## Import from other services\n')
const rows = [...(section.split('\n## ')[0] ?? '').matchAll(/^\| `([\w-]+)` +\|(.*)\|$/gm)].map(
  ([, format, cells = '']) => ({
    format,
    cells: cells.split('|').map((cell) => cell.trim()),
  }),
)

it('the README has a row for each service whose files can be imported, with the file that the contract names', () => {
  expect(rows.map(({ format, cells: [file] }) => [format, file])).toEqual(Object.entries(serviceFormats))
})

it('the README says how to get each file', () => {
  for (const { cells } of rows) expect(cells.map((cell) => cell !== '')).toEqual([true, true])
})
