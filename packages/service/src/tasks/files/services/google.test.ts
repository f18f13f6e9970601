import { expect, it } from 'vitest'
import { exampleText, readTasks } from '../../../../test/read-example.js'

it('reads Google Takeout: notes, due dates and times, lists as tags, subtasks', async () => {
  const { tasks, ignored } = await readTasks('google', exampleText('google.json'))

  expect(tasks).toEqual([
    {
      title: 'Buy milk',
      description: 'Two litres',
      priority: 'none',
      tags: ['My Tasks'],
      dueDate: '2026-11-24',
      dueAt: null,
      completed: false,
      completedAt: null,
      createdAt: '2026-08-01T07:00:00.000Z',
    },
    expect.objectContaining({
      title: 'Find the shopping bag',
      description: 'Subtask of: Buy milk',
      completed: true,
      completedAt: '2026-08-02T10:00:00.000Z',
    }),
    expect.objectContaining({ title: 'Call Ada', dueDate: null, dueAt: '2026-11-25T15:30:00.000Z' }),
  ])
  expect(ignored).toEqual(['task_recurrence_id', 'deleted tasks'])
})
