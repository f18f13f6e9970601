import { describe, expect, it } from 'vitest'
import { exampleText, readTasks } from '../../../../test/read-example.js'
import { readRows } from '../../../../test/read-rows.js'
import { todoistDue } from './todoist-due.js'

it('reads a Todoist project: labels, sections, indents, comments, dates in words', async () => {
  const { tasks, ignored } = await readTasks('todoist', exampleText('todoist.csv'))

  expect(tasks).toMatchObject([
    {
      title: 'Plan the trip',
      description:
        'Two weeks,\nby train\n\nAssigned to: Eve Example\nDeadline: 2026-10-31\nComment (Eve Example): Ask for the dates',
      priority: 'high', // the highest is 1 in CSV, and 4 in the API
      tags: ['travel', 'family'],
      dueDate: '2026-10-05',
      completed: false,
    },
    {
      title: 'Book the hotel',
      description: 'Subtask of: Plan the trip\nDuration: 30 minute',
      priority: 'medium',
      dueDate: null,
      dueAt: '2026-10-07T14:30:00.000Z',
    },
    {
      title: 'Compare prices',
      description: 'Subtask of: Book the hotel\nDue time: 16:30 (Nowhere/Special)',
      priority: 'low',
      dueDate: '2026-10-06',
      dueAt: null,
    },
    {
      title: 'Water the plants',
      description: 'Repeats: every monday',
      priority: 'none',
      tags: ['House'],
      dueDate: null,
    },
    { title: 'Call the "plumber"', description: 'Due: next week', tags: ['House'], dueDate: null, dueAt: null },
  ])
  expect(ignored).toEqual(['view_style'])
})

const header = 'TYPE,CONTENT,PRIORITY,INDENT,DATE'

it.each([
  ['an indent without a task above it', `${header}\ntask,a,1,7,\ntask,b,1,x,\ntask,c,1,-2,`, ['a', 'b', 'c']],
  ['columns in another order, case and delimiter', 'type;content;indent;priority;date\r\ntask;a;1;1;\r\n', ['a']],
  ['the line of Excel', `sep=,\n${header}\ntask,a,1,1,`, ['a']],
  ['short and long rows', `${header}\ntask,a\ntask,b,1,1,,,,,,`, ['a', 'b']],
  ['a title that is one label', `${header}\ntask,@home,4,1,`, ['@home']],
  ['an e-mail address', `${header}\ntask,Write to ada@example.com,4,1,`, ['Write to ada@example.com']],
  ['no tasks', `${header}\nsection,a,,,\nmeta,view_style=board,,,`, []],
])('reads %s', async (_what, content, titles) => {
  const { tasks } = await readTasks('todoist', content)
  expect(tasks.map(({ title }) => title)).toEqual(titles)
})

it('reports columns and rows that it cannot import', async () => {
  const { ignored } = await readTasks(
    'todoist',
    `${header},COLOR,EMPTY\nnote,About the project,,,,,\ntask,a,1,1,,red,\nfilter,b,,,,,\n,c,,,,,`,
  )
  expect(ignored).toEqual(['comments of the project', 'COLOR', 'rows of type filter', 'rows of type ""'])
})

it.each(['title\na', 'TYPE\ntask', 'CONTENT,TYPE\na,task', '', '[]'])(
  'refuses %j, which is no such file',
  async (content) => {
    await expect(readRows('todoist', content)).rejects.toMatchObject({ code: 'invalid_input' })
  },
)

describe('a date of Todoist', () => {
  it.each([
    ['2026-10-05', { dueDate: '2026-10-05' }],
    ['2026-10-05 16:00', { dueAt: '2026-10-05T14:00:00.000Z' }],
    ['2026-10-05T16:00:00Z', { dueAt: '2026-10-05T16:00:00Z' }],
    ['2026-10-05T16:00:00+0200', { dueAt: '2026-10-05T16:00:00+02:00' }],
    ['5 October 2026', { dueDate: '2026-10-05' }],
    ['Oct 5, 2026', { dueDate: '2026-10-05' }],
    ['sept 5 2026 at 12am', { dueAt: '2026-09-04T22:00:00.000Z' }],
    ['5 Oct 2026 @ 12pm', { dueAt: '2026-10-05T10:00:00.000Z' }],
    // Of a time that occurs twice, the first occurrence.
    ['25 Oct 2026 02:30', { dueAt: '2026-10-25T00:30:00.000Z' }],
    // The year depends on when the file was written.
    ['5 Oct', { dueDate: '5 Oct' }],
    ['tomorrow', { dueDate: 'tomorrow' }],
    ['5 Oct 2026 25:00', { dueDate: '5 Oct 2026 25:00' }],
    ['5 Oct 2026 13pm', { dueDate: '5 Oct 2026 13pm' }],
  ])('%s', (text, due) => {
    expect(todoistDue(text, 'Europe/Berlin')).toEqual({ due, facts: [] })
  })

  it.each(['every day', 'Every! 3 weeks', 'after 3 days', 'daily'])('%s recurs', (text) => {
    expect(todoistDue(text, undefined)).toEqual({ due: undefined, facts: [['Repeats', text]] })
  })
})
