import { expect, it } from 'vitest'
import { exampleText, readTasks } from '../../../../test/read-example.js'

it('reads lists of Microsoft To Do: HTML notes, steps, recurrence, categories', async () => {
  const { tasks, ignored } = await readTasks('microsoft', exampleText('microsoft.json'))

  expect(tasks).toMatchObject([
    {
      title: 'Buy milk',
      description: [
        'Two litres\nBlue cap & fresh\n',
        'Reminder: 2026-11-24T07:00:00.000Z',
        'Repeats: weekly, every 2, on monday friday',
        'Subtask: [x] Find the bag',
        'Subtask: [ ] Ask Ada',
        'Link: Mail of Ada https://example.com/mail',
      ].join('\n'),
      priority: 'high',
      tags: ['Shopping', 'Household'],
      dueDate: '2026-11-24',
      dueAt: null,
      completed: false,
      createdAt: '2026-08-01T07:00:00.123Z',
    },
    { title: 'Pay the rent', description: null, completed: true, completedAt: '2026-07-31T00:00:00.000Z' },
  ])
  expect(ignored).toEqual([])
})

it.each([
  [
    { dateTime: '2026-11-24T16:00:00.0000000', timeZone: 'UTC' },
    { dueAt: '2026-11-24T16:00:00.000Z', dueDate: null },
  ],
  [
    { dateTime: '2026-11-24T16:00:00', timeZone: 'W. Europe Standard Time' },
    { dueAt: null, dueDate: '2026-11-24' },
  ],
])('reads the due date %j of a task', async (dueDateTime, expected) => {
  const task = { title: 'a', importance: 'low', status: 'waitingOnOthers', dueDateTime }
  const { tasks } = await readTasks('microsoft', JSON.stringify({ value: [task] }))

  expect(tasks).toMatchObject([{ ...expected, priority: 'low', completed: false }])
  expect(tasks[0]?.description).toContain('Status: waiting on others')
})
