import type { Task } from '@taskpact/contract'
import { describe, expect, it } from 'vitest'
import { queryTasks, type ReplicaQuery } from './query-tasks.js'

const now = new Date('2026-11-23T23:30:00.000Z')
let revision = 0

function task(title: string, fields: Partial<Task> = {}): Task {
  revision += 1
  return {
    id: `0199e8f4-63a1-7d0e-8b11-${String(revision).padStart(12, '0')}`,
    userId: 'u',
    title,
    description: null,
    completed: false,
    completedAt: null,
    priority: 'none',
    tags: [],
    dueDate: null,
    dueAt: null,
    deletedAt: null,
    revision,
    createdAt: '2026-11-01T00:00:00.000Z',
    updatedAt: '2026-11-01T00:00:00.000Z',
    ...fields,
  }
}

function titles(tasks: readonly Task[], query: ReplicaQuery): string[] {
  return queryTasks(tasks, query, now).map(({ title }) => title)
}

const dueTasks = [
  task('none'),
  task('22', { dueDate: '2026-11-22' }),
  task('23', { dueDate: '2026-11-23' }),
  task('24', { dueDate: '2026-11-24' }),
  task('at 24 in Berlin', { dueAt: '2026-11-23T23:00:00.000Z' }),
  task('at 25 in Berlin', { dueAt: '2026-11-24T23:00:00.000Z' }),
  task('done', { dueDate: '2026-11-24', completed: true }),
  task('trashed', { dueDate: '2026-11-24', deletedAt: '2026-11-20T00:00:00.000Z' }),
]

describe('queryTasks', () => {
  const [overdue, inBerlin] = [{ sort: 'due', overdue: true }, { timeZone: 'Europe/Berlin' }] as const
  it.each<[ReplicaQuery, string[]]>([
    [{ sort: 'due', due: 'today' }, ['23', 'at 24 in Berlin']],
    [{ sort: 'due', due: 'today', ...inBerlin }, ['at 24 in Berlin', '24']],
    [{ sort: 'due', due: 'tomorrow', ...inBerlin }, ['at 25 in Berlin']],
    [{ sort: 'due', due: 'week', ...inBerlin }, ['at 24 in Berlin', '24', 'at 25 in Berlin']],
    [{ sort: 'due', due: 'overdue' }, ['22', 'at 24 in Berlin']],
    [{ due: 'none' }, ['none']],
    [overdue, ['22', 'at 24 in Berlin']],
    [{ ...overdue, ...inBerlin }, ['22', '23', 'at 24 in Berlin']],
    [{ sort: 'due', overdue: false, status: 'pending' }, ['23', '24', 'at 25 in Berlin', 'none']],
    [{ sort: 'due', order: 'desc', status: 'completed' }, ['done']],
    [{ sort: 'due', dueBefore: '2026-11-23' }, ['22']],
    [
      { sort: 'due', dueAfter: '2026-11-24', ...inBerlin, status: 'pending' },
      ['at 24 in Berlin', '24', 'at 25 in Berlin'],
    ],
    [{ sort: 'due', dueAfter: '2026-11-24t00:00:01+01:00', ...inBerlin, status: 'pending' }, ['at 25 in Berlin']],
    [{ sort: 'due', dueAfter: '2026-11-23', dueBefore: '2026-11-24' }, ['23', 'at 24 in Berlin']],
  ])('finds tasks by due time: %j', (query, expected) => {
    expect(titles(dueTasks, query)).toEqual(expected)
  })

  it.each([
    ['cafe STRASSE', true],
    [' CAFÉ ', true],
    ['e\u0301', true],
    ['fé', true],
    ['ＣＡＦＥ', true],
    ['café 100% büro', true],
    ['', true],
    ['cafés', false],
    ['_', false],
    ['\\', false],
    ['é%', false],
    ['café milk', false],
  ])('finds %j among title, description and tags: %s', (search, isFound) => {
    const searched = task('Zum Café', { description: 'In der Straße, 100%', tags: ['Büro'] })
    expect(titles([searched], { search })).toHaveLength(isFound ? 1 : 0)
  })

  it('finds tasks with all of some tags, and with one of some priorities', () => {
    const tasks = [task('a', { tags: ['Café', 'home'] }), task('b', { tags: ['home'], priority: 'high' })]

    expect(titles(tasks, { tags: ['HOME', 'cafe\u0301'] })).toEqual(['a'])
    expect(titles(tasks, { tags: ['hom'] })).toEqual([])
    expect(titles(tasks, { tags: ['home'], priority: ['low', 'high'] })).toEqual(['b'])
  })

  it.each(['asc', 'desc'] as const)('sorts titles as the server does, %s', (order) => {
    const sorted = [
      '#tag',
      '2',
      '10',
      'apfel',
      'Apfel',
      'Äpfel',
      'я',
      '한',
      'あ',
      '一',
      '丁',
      '龥',
      '㐀',
      '\u{20000}',
      '\ue000',
    ]
    const found = titles(
      sorted.toReversed().map((title) => task(title)),
      { sort: 'title', order },
    )
    expect(found).toEqual(order === 'asc' ? sorted : sorted.toReversed())
  })

  it.each([
    [{}, ['c', 'b', 'a']],
    [{ order: 'asc' }, ['a', 'b', 'c']],
    [{ sort: 'updated' }, ['c', 'b', 'a']],
    [{ sort: 'priority' }, ['b', 'c', 'a']],
    [{ sort: 'priority', order: 'asc' }, ['a', 'c', 'b']],
    [{ sort: 'due' }, ['a', 'b', 'c']],
  ] as const)('sorts by %j, and equal tasks by id in the same direction', (query, expected) => {
    expect(titles([task('a'), task('b', { priority: 'high' }), task('c')], query)).toEqual(expected)
  })

  it.each([
    ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00.000Z'],
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00.000Z'], // clocks skip midnight
    ['America/St_Johns', '2010-11-07', '2010-11-07T02:30:00.000Z'], // midnight occurs twice
    ['Pacific/Apia', '2011-12-30', '2011-12-30T10:00:00.000Z'], // a date that was skipped
    ['Asia/Kathmandu', '2026-01-01', '2025-12-31T18:15:00.000Z'],
  ])('starts the days of %s when its clocks do: %s', (timeZone, dueDate, start) => {
    const due = [task('a', { dueDate })]
    const later = new Date(Date.parse(start) + 1).toISOString()

    expect(titles(due, { timeZone, dueAfter: start })).toEqual(['a'])
    expect(titles(due, { timeZone, dueAfter: later })).toEqual([])
    expect(titles(due, { timeZone, dueBefore: later })).toEqual(['a'])
  })
})
