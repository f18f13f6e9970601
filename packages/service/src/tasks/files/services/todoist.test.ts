import { describe, expect, it } from 'vitest'
import { exampleText, readTasks } from '../../../../test/read-example.js'
import { readRows } from '../../../../test/read-rows.js'

const header = 'TYPE,CONTENT,DESCRIPTION,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DATE,DATE_LANG,TIMEZONE'

/** Reads rows of cells under the header row of older versions. */
async function read(...rows: readonly string[]) {
  return readTasks('todoist', [header, ...rows].join('\n'))
}

it('reads a Todoist project: labels, sections, subtasks, notes with files, deadlines', async () => {
  const { tasks, ignored } = await readTasks('todoist', exampleText('todoist.csv'))

  expect(tasks).toMatchObject([
    {
      title: 'Repair the roof',
      description: [
        'Ask for two offers,\r\ncompare them\n',
        'Deadline: 2026-12-01',
        'Duration: 90 minute',
        'Assigned to: Bob Example (7654321)',
        'Comment (Ada Example, 2026-08-06): The first one is here',
        'Attachment: offer.pdf https://example.com/offer.pdf',
      ].join('\n'),
      priority: 'high',
      tags: ['Urgent', 'house'],
      dueDate: null,
      dueAt: '2026-11-24T15:00:00.000Z',
      completed: false,
    },
    { title: 'Find a ladder', description: 'Subtask of: Repair the roof', priority: 'none', dueDate: '2026-11-23' },
    { title: 'Ask Carl', description: 'Subtask of: Find a ladder', priority: 'low', tags: [], dueDate: null },
    { title: 'Water the plants', description: 'Repeats: every monday', tags: ['Garden'], dueDate: null, dueAt: null },
    { title: 'Plant a tree', description: 'Due: 5 Oct', priority: 'medium', tags: ['Garden'], dueDate: null },
  ])
  expect(ignored).toEqual(['notes of the project', 'AUTHOR'])
})

// 4 is the highest in the API of Todoist. Its CSV has 1, which an empty cell means as well.
it.each([
  ['1', 'high', null],
  ['2', 'medium', null],
  ['3', 'low', null],
  ['4', 'none', null],
  ['', 'high', null],
  ['5', 'none', 'Priority: 5'],
  ['toString', 'none', 'Priority: toString'],
])('reads the priority %j as %s', async (cell, priority, description) => {
  expect((await read(`task,a,,${cell},1`)).tasks).toMatchObject([{ priority, description }])
})

describe('labels of Todoist', () => {
  it.each([
    ['Buy milk @home @shopping', 'Buy milk', ['home', 'shopping']],
    ['Buy milk  @home ', 'Buy milk', ['home']],
    ['Mail to ada@example.com', 'Mail to ada@example.com', []],
    ['Ask @ada about it', 'Ask @ada about it', []],
    ['@home', '@home', []],
    ['@home @home', '@home', ['home']],
    ['Lunch @ noon', 'Lunch @ noon', []],
    ['Lunch @', 'Lunch @', []],
  ])('of %j', async (content, title, tags) => {
    expect((await read(`task,${content},,4,1`)).tasks).toMatchObject([{ title, tags }])
  })

  it('that are too many or too long for tags become lines of the description', async () => {
    const labels = Array.from({ length: 30 }, (_, index) => `@l${index}`)
    const { tasks } = await read(`task,a @${'x'.repeat(60)} ${labels.join(' ')},,4,1`)

    expect(tasks[0]?.tags).toHaveLength(20)
    expect(tasks[0]?.description).toBe(`Tags: ${'x'.repeat(60)}, ${labels.slice(20).join(', ').replaceAll('@', '')}`)
  })
})

it('finds the parent of any indent: the last task above with a smaller one', async () => {
  const indents = [1, 2, 3, 4, 5, 60, 2, 9, 4, 1, 'x', -1, '']
  const { tasks } = await read(
    ...indents.map((indent, index) => `task,t${index},,4,${indent}`),
    'section,s',
    'task,z,,4,3',
  )

  expect(tasks.map(({ description }) => description?.replace('Subtask of: ', '') ?? null)).toEqual([
    null,
    't0',
    't1',
    't2',
    't3',
    't4',
    't0',
    't6',
    't6',
    null,
    null,
    null,
    null,
    null,
  ])
})

it('reports rows that it does not import', async () => {
  const { tasks, ignored } = await read(
    'note,for all,,,,,,',
    'note,,,,,,,',
    'META,view_style=board',
    'section,,About the section',
    'event,a,,,,,,',
    ',no type,,,,,,',
    'Task,b,,4,1,,,',
  )

  expect(tasks).toMatchObject([{ title: 'b', tags: [] }])
  expect(ignored).toEqual([
    'notes of the project',
    'DESCRIPTION of a section',
    'rows of the TYPE event',
    'rows without a TYPE',
  ])
})

it('keeps the text of a note that only looks like a file', async () => {
  const notes = ['[[file {"file_name":1}]]', '[[file {]]', '[[file ', 'a [[file null]] b']
  const { tasks } = await read('task,a,,4,1', ...notes.map((note) => `note,"${note.replaceAll('"', '""')}"`))

  expect(tasks[0]?.description).toBe(notes.map((note) => `Comment: ${note.trim()}`).join('\n'))
})

it('is due at the deadline if there is no date', async () => {
  const content = `${header},DEADLINE\ntask,a,,4,1,,,,,,2026-12-01\ntask,b,,4,1,,,in 3 days,en,,2026-12-01\ntask,c,,4,1,,,,,,soon`

  expect((await readTasks('todoist', content)).tasks).toMatchObject([
    { dueDate: '2026-12-01', description: 'Deadline: 2026-12-01' },
    { dueDate: null, description: 'Due: in 3 days\nDeadline: 2026-12-01' },
    { dueDate: null, description: 'Deadline: soon' },
  ])
})

it('reads the file of a spreadsheet, with the order of its dates', async () => {
  const content = `sep=;\r\n${header.toLowerCase().replaceAll(',', ' ; ')}\r\ntask;a;;4;1;;;01.12.2026;;\r\n`
  const { rows } = await readRows('todoist', content, { dateOrder: 'dmy' })

  expect(rows).toMatchObject([{ value: { title: 'a', dueDate: '2026-12-01' } }])
  expect((await readTasks('todoist', content)).tasks).toMatchObject([{ dueDate: null, description: 'Due: 01.12.2026' }])
})
