import type { ImportFormat } from '@taskpact/contract'
import { it } from 'vitest'
import { expectShortTurns } from '../../../../engine/test/short-turns.js'
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

const todoist = 'TYPE,CONTENT,DESCRIPTION,PRIORITY,INDENT\n'
const ticktick = 'List Name,Title,Is Check list,Tags,Content,taskId,parentId\n'
/** Almost the most characters of a row. */
const html = `<p>${' '.repeat(250_000)}x`
const todo = { title: 'a', importance: 'low', status: 'notStarted' }
const long = (text: string) => text.repeat(250_000 / Buffer.byteLength(text))
/** Repeats a long row. Each takes a turn of its own, so that a quarter of the largest file has the same turns. */
const longRows = (row: string) => row.repeat(size / 4 / row.length)

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
  ['auto', 'an object with many members', `{${Array.from({ length: 1_000_000 }, (_, n) => `"k${n}":[]`).join()}}`],
  ['csv', 'commas', repeat(',')],
  ['csv', 'a row of commas', `title\n${repeat(',')}`],
  ['csv', 'rows of commas', `title,a,b,c\n${repeat(',,,\n')}`],
  ['csv', 'quotes', `title\n${repeat('"')}`],
  ['csv', 'quoted line ends in one row', `title\n${repeat(`"\n"${','.repeat(900)}`)}`],
  ['csv', 'one huge string', `title\n"${repeat('a')}"`],
  ['csv', 'line ends', `title\n${repeat('\n')}`],
  ['csv', 'short rows', `title\n${repeat('a\n')}`],
  ['todoist', 'notes on one task', `${todoist}task,a,,4,1\n${repeat('note,a\n')}`],
  ['todoist', 'notes that start as files', `${todoist}task,a,,4,1\n${longRows(`note,${long('[[file {')}]]\n`)}`],
  ['todoist', 'labels', `${todoist}${longRows(`task,a ${long('@a ')},,4,1\n`)}`],
  ['todoist', 'spaces in titles', `${todoist}${longRows(`task,a${long(' ')}@a,,4,1\n`)}`],
  [
    'todoist',
    'deep subtasks',
    `${todoist}${Array.from({ length: 99_999 }, (_, index) => `task,${'a'.repeat(100)},,4,${index}\n`).join('')}`,
  ],
  [
    'todoist',
    'tasks in a section with a long name',
    `${todoist}section,${long('a')}\n${'task,a,,4,1\n'.repeat(99_999)}`,
  ],
  ['ticktick', 'subtasks of a long title', `${ticktick}a,${long('a')},N,,,1,\n${'a,a,N,,,,1\n'.repeat(99_998)}`],
  ['ticktick', 'tags', `${ticktick}${longRows(`a,a,N,"${long('a,')}",,,\n`)}`],
  ['ticktick', 'checklists', `${ticktick}${longRows(`a,a,Y,,${long('▫a')},,\n`)}`],
  ['auto', 'short tasks of TickTick', `${ticktick}${repeat('a,a,N,,,,\n')}`],
  [
    'trello',
    'labels of one card',
    `{"name":"a","lists":[],"cards":[{"name":"b","labels":[${'{"name":"c"},'.repeat(1_000_000)}{}]}]}`,
  ],
  [
    'vikunja',
    'spaces in HTML',
    JSON.stringify([{ id: 1, title: 'a', is_archived: false, tasks: [{ title: 'b', description: html }] }]),
  ],
  ['microsoft', 'spaces in HTML', JSON.stringify([{ ...todo, body: { contentType: 'html', content: html } }])],
  ['csv', '10 000 tasks', `title,description,tags,dueDate\n${rows.join('')}`],
]

async function importOf(format: ImportFormat, content: string): Promise<unknown> {
  return validate(readFile(format, content), failedRows(content.length), 'request').catch(({ code }) => code)
}

it.each(files)('reading %s of %s lets other requests run within 50 ms', { timeout: 240_000 }, (format, what, content) =>
  expectShortTurns(`${format}, ${what}`, () => importOf(format, content)),
)
