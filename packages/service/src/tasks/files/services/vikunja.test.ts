import { expect, it } from 'vitest'
import { exampleText, readTasks } from '../../../../test/read-example.js'

it('reads a Vikunja export: labels, relations, comments, times without a value', async () => {
  const { tasks, ignored } = await readTasks('vikunja', exampleText('vikunja.json'))

  expect(tasks).toMatchObject([
    {
      title: 'Buy milk',
      description: [
        'Two litres\n- fresh\n',
        'Bucket: Doing',
        'Repeats: every 7 days',
        'Progress: 50 %',
        'Reminder: 2026-11-24T08:00:00Z',
        'Subtask: Find the bag',
        'Comment (ada, 2026-08-02): Until noon',
        'Attachment: list.jpg',
      ].join('\n'),
      priority: 'high',
      tags: ['Shopping', 'Inbox'],
      dueAt: '2026-11-24T15:00:00.000Z',
      completed: false,
      completedAt: null,
    },
    {
      title: 'Find the bag',
      description: 'Subtask of: Buy milk',
      dueAt: null,
      completed: true,
      completedAt: '2026-08-02T10:00:00.000Z',
    },
  ])
  expect(ignored).toEqual(['reactions'])
})

it.each([
  [0, 'none'],
  [1, 'low'],
  [2, 'medium'],
  [3, 'high'],
  [5, 'high'],
])('reads the priority %i as %s', async (priority, expected) => {
  const file = [{ id: 1, title: 'p', is_archived: false, tasks: [{ id: 1, title: 'a', priority }] }]

  expect((await readTasks('vikunja', JSON.stringify(file))).tasks).toMatchObject([{ priority: expected }])
})
