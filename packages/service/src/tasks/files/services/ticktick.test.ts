import { describe, expect, it } from 'vitest'
import { exampleText, readTasks } from '../../../../test/read-example.js'
import { readRows } from '../../../../test/read-rows.js'

/** Reads a task with some columns. */
async function read(columns: Readonly<Record<string, string>>) {
  const all = { 'List Name': '', Title: 'a', 'Is Check list': 'N', ...columns }
  const cells = Object.values(all).map((cell) => `"${cell.replaceAll('"', '""')}"`)
  const { tasks, ignored } = await readTasks('ticktick', `${Object.keys(all).join()}\n${cells.join()}\n`)
  return { task: tasks[0], ignored }
}

it('reads a TickTick backup: lists, checklists, subtasks before their parent, all-day dates, notes', async () => {
  const { tasks, ignored } = await readTasks('ticktick', exampleText('ticktick.csv'))

  expect(tasks).toMatchObject([
    {
      title: 'Ask Carl',
      description: 'Subtask of: Buy milk',
      priority: 'none',
      tags: ['Shopping', 'Home'],
      dueDate: null,
      dueAt: null,
      completed: false,
      createdAt: '2026-08-02T07:00:00.000Z',
    },
    {
      title: 'Buy milk',
      description: [
        'Two litres\n',
        'Subtask: [ ] Find the bag',
        'Subtask: [x] Ask Ada',
        'Column: Doing',
        'Reminder: -PT1440M',
        'Repeats: RRULE:FREQ=WEEKLY;INTERVAL=1',
      ].join('\n'),
      priority: 'high',
      tags: ['food', 'weekly', 'Shopping', 'Home'],
      // Midnight in Berlin.
      dueDate: '2026-11-24',
      dueAt: null,
    },
    {
      title: 'Call the bank',
      description: 'Ask about the "card",\nand the loan\n\nStart: 2026-11-24T14:00:00+00:00',
      priority: 'medium',
      tags: ['Inbox'],
      dueDate: null,
      dueAt: '2026-11-24T15:00:00.000Z',
    },
    { title: 'Pay the rent', description: null, completed: true, completedAt: '2026-07-31T08:00:00.000Z' },
    { title: 'Paint the fence', description: 'Archived: yes', completed: true },
    { title: 'Names for a cat', description: 'Minka\n\nKind: note', tags: ['Ideas'], completed: false },
  ])
  expect(ignored).toEqual([])
})

it.each([
  ['0', 'none', null],
  ['1', 'low', null],
  ['3', 'medium', null],
  ['5', 'high', null],
  ['', 'none', null],
  ['4', 'none', 'Priority: 4'],
])('reads the priority %j as %s', async (Priority, priority, description) => {
  expect((await read({ Priority })).task).toMatchObject({ priority, description })
})

it.each([
  ['0', '', false, null],
  ['0', '2026-01-01T10:00:00+0000', false, 'Completed: 2026-01-01T10:00:00+00:00'],
  ['1', '', true, null],
  ['2', '', true, 'Archived: yes'],
  ['-1', '', true, 'Status: will not be done'],
  ['', '2026-01-01T10:00:00+0000', true, null],
  ['Done', '', false, 'Status: Done'],
])('reads the status %j with the completion %j', async (Status, completedTime, completed, description) => {
  expect((await read({ Status, 'Completed Time': completedTime })).task).toMatchObject({ completed, description })
})

describe('due date of TickTick', () => {
  const allDay = { 'Is All Day': 'true' }

  it.each([
    ['2026-10-05T16:00:00+0000', 'Europe/Berlin', {}, { dueAt: '2026-10-05T16:00:00.000Z' }],
    ['2026-10-05T16:00:00.000+0200', '', {}, { dueAt: '2026-10-05T14:00:00.000Z' }],
    ['2026-10-05 16:00:00', 'Europe/Berlin', {}, { dueAt: '2026-10-05T14:00:00.000Z' }],
    ['2026-10-05', 'Europe/Berlin', {}, { dueDate: '2026-10-05' }],
    ['2026-10-04T22:00:00+0000', 'Europe/Berlin', allDay, { dueDate: '2026-10-05' }],
    ['2026-10-05T04:00:00+0000', 'America/New_York', allDay, { dueDate: '2026-10-05' }],
    ['2026-10-04T11:00:00+0000', 'Pacific/Auckland', allDay, { dueDate: '2026-10-05' }],
    ['2026-10-04T10:00:00+0000', 'Pacific/Kiritimati', allDay, { dueDate: '2026-10-05' }],
    // Midnight does not exist on the day on which the clock changed.
    ['2018-11-04T03:00:00+0000', 'America/Sao_Paulo', allDay, { dueDate: '2018-11-04' }],
    // Midnight in UTC, as some versions and programs write it.
    ['2026-10-05T00:00:00+0000', 'America/New_York', allDay, { dueDate: '2026-10-05' }],
    ['2026-10-05T00:00:00+0000', '', allDay, { dueDate: '2026-10-05' }],
    ['2026-10-05 00:00:00', 'Europe/Berlin', allDay, { dueDate: '2026-10-05' }],
    // The day in an unknown zone is not known.
    ['2026-10-04T22:00:00+0000', 'Middle-earth/Shire', allDay, { dueAt: '2026-10-04T22:00:00.000Z' }],
  ])('%s in the zone %j with %j', async (due, Timezone, columns, expected) => {
    const { task } = await read({ 'Start Date': due, 'Due Date': due, Timezone, ...columns })

    expect(task).toMatchObject({ dueDate: null, dueAt: null, description: null, ...expected })
  })

  it.each(['tomorrow', '2026-02-30T10:00:00+0000', '2026-02-30', '2026-10-05T16:00:00', '12026-10-05', '+0000'])(
    'keeps %s as text if it cannot be read',
    async (due) => {
      const { task } = await read({ 'Due Date': due })

      expect(task?.dueAt).toBeNull()
      expect(`${task?.dueDate} ${task?.description}`).toMatch(due.slice(0, 10))
    },
  )

  it('is the start, if there is no other one', async () => {
    const start = '2026-10-05T16:00:00+0000'
    expect((await read({ 'Start Date': start })).task).toMatchObject({
      dueAt: '2026-10-05T16:00:00.000Z',
      description: 'Start: 2026-10-05T16:00:00+00:00',
    })
  })
})

describe('content of TickTick', () => {
  it.each([
    ['Y', '▫a▪b', 'Subtask: [ ] a\nSubtask: [x] b'],
    ['Y', '▫️ a\r▪ b\r\n', 'Subtask: [ ] a\nSubtask: [x] b'],
    ['true', 'Notes\r▫a', 'Notes\n\nSubtask: [ ] a'],
    ['Y', '▫\n▪', 'Subtask: [ ]\nSubtask: [x]'],
    ['N', '▫a▪b', '▫a▪b'],
    ['Y', 'a\rb', 'a\nb'],
  ])('with the checklist %s: %j', async (isChecklist, Content, description) => {
    expect((await read({ 'Is Check list': isChecklist, Content })).task?.description).toBe(description)
  })

  it('keeps a checklist with very many items as text', async () => {
    const { task } = await read({ 'Is Check list': 'Y', Content: '▫a'.repeat(2000) })

    expect(task?.description).toBe('▫a'.repeat(2000))
  })
})

it('keeps tags that do not fit', async () => {
  const many = Array.from({ length: 150 }, (_, index) => `t${index}`)
  const { task } = await read({ Tags: many.join(', ') })

  expect(task?.tags).toEqual(many.slice(0, 20))
  expect(task?.description).toBe(`Tags: ${many.slice(20).join(', ')}`)
})

it('names a parent that is not in the file by its id, and reads a task that is its own parent', async () => {
  expect((await read({ taskId: '1', parentId: '7' })).task?.description).toBe('Subtask of: 7')
  expect((await read({ taskId: '1', parentId: '1' })).task?.description).toBe('Subtask of: a')
})

it('reads the file of a spreadsheet', async () => {
  const lines = [
    'Date: 2026-10-05+0000;;;',
    'Version: 3.0;;;',
    '"Status: ',
    '0 Normal',
    '1 Completed";;;',
    ';;;',
    'list_name;TITLE;is checklist;status',
    'Home;a;N;1',
    '',
  ]
  const { tasks } = await readTasks('auto', lines.join('\r\n'))

  expect(tasks).toMatchObject([{ title: 'a', tags: ['Home'], completed: true }])
})

it('refuses more tasks than an import can have, before the last one is read', async () => {
  const content = `List Name,Title,Is Check list\n${'x,a,N\n'.repeat(150_000)}"`

  await expect(readRows('ticktick', content)).rejects.toMatchObject({
    code: 'invalid_input',
    detail: expect.anything(),
  })
}, 60_000)
