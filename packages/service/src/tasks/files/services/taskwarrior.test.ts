import { expect, it } from 'vitest'
import { exampleText, readTasks } from '../../../../test/read-example.js'

it('reads an export of Taskwarrior: annotations, dependencies, recurring tasks, fields of the user', async () => {
  const { tasks, ignored } = await readTasks('taskwarrior', exampleText('taskwarrior.json'))

  expect(tasks).toMatchObject([
    {
      id: '6b8b3f2e-0c7b-4a58-9d0c-2f6f3f3c9e01',
      title: 'Buy milk',
      description: [
        'Waiting until: 2026-11-20T00:00:00Z',
        'Depends on: Find the bag',
        'Comment (2026-08-02): Two litres',
        'estimate: 2',
      ].join('\n'),
      priority: 'high',
      tags: ['home', 'errand', 'household.shopping'],
      dueAt: '2026-11-24T15:00:00.000Z',
      completed: false,
      createdAt: '2026-08-01T07:00:00.000Z',
    },
    { title: 'Find the bag', completed: true, completedAt: '2026-08-02T10:00:00.000Z' },
    { id: '5a1b0c9d-4e3f-4b2a-8c7d-6e5f4a3b2c05', title: 'Water the plants', description: 'Repeats: weekly' },
  ])
  expect(ignored).toEqual(['templates of recurring tasks', 'deleted tasks'])
})
