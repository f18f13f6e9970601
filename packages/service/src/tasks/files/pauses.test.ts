import type { ImportFormat } from '@taskpact/contract'
import { expect, it } from 'vitest'
import { shortestOfLongestTurns } from '../../../../engine/test/longest-turn.js'
import { failedRows } from '../failed-rows.js'
import { validate } from '../valid-rows.js'
import { readFile } from './read-file.js'

const size = 16_000_000
const repeat = (text: string) => text.repeat(size / text.length)
const tasks = Array.from({ length: 10_000 }, (_, index) => ({
  title: `Task ${index}`,
  description: 'A description of some length, as people write them.',
  tags: ['home', 'work'],
  dueDate: '2026-12-01',
}))
const rows = tasks.map(
  ({ title, description, tags, dueDate }) => `${title},${JSON.stringify(description)},"${tags}",${dueDate}\n`,
)
const members = Array.from({ length: 20_000 }, (_, index) => `"k${index}":1`).join()

const files: readonly [format: ImportFormat, what: string, content: string][] = [
  ['json', 'opening brackets', repeat('[')],
  ['json', 'nested arrays', repeat(`${'['.repeat(50)}${']'.repeat(50)},`)],
  ['json', 'empty objects', `[${repeat('{},')}{}]`],
  ['json', 'empty objects in another member', `{"other":[${repeat('{},')}{}],"tasks":[]}`],
  ['json', 'commas', repeat(',')],
  ['json', 'quotes', repeat('"')],
  ['json', 'one huge string', `["${repeat('a')}"]`],
  ['json', 'one huge string that does not end', `["${repeat('\\')}`],
  ['json', 'one task with many members', `[{${repeat('"a":1,')}"a":1}]`],
  ['json', 'tasks with many members', `[${Array.from({ length: 60 }, () => `{${members}}`).join()}]`],
  ['json', 'spaces', `[{"title":"a"}${repeat(' ')}]`],
  ['json', '10 000 tasks', JSON.stringify(tasks)],
  ['csv', 'commas', repeat(',')],
  ['csv', 'a row of commas', `title\n${repeat(',')}`],
  ['csv', 'rows of commas', `title,a,b,c\n${repeat(',,,\n')}`],
  ['csv', 'quotes', `title\n${repeat('"')}`],
  ['csv', 'quoted line ends in one row', `title\n${repeat(`"\n"${','.repeat(900)}`)}`],
  ['csv', 'one huge string', `title\n"${repeat('a')}"`],
  ['csv', 'line ends', `title\n${repeat('\n')}`],
  ['csv', 'short rows', `title\n${repeat('a\n')}`],
  ['csv', '10 000 tasks', `title,description,tags,dueDate\n${rows.join('')}`],
]

async function importOf(format: ImportFormat, content: string): Promise<unknown> {
  return validate(readFile(format, content), failedRows(content.length), 'request').catch(({ code }) => code)
}

it.each(files)(
  'reading %s of %s lets other requests run within 50 ms',
  { timeout: 240_000 },
  async (format, what, content) => {
    const best = await shortestOfLongestTurns(() => importOf(format, content))

    console.info(`${format}, ${what}: ${best.clock.toFixed(1)} ms, ${best.cpu.toFixed(1)} ms of CPU time`)
    expect(Math.min(best.clock, best.cpu)).toBeLessThan(50)
  },
)
