import { expect, it } from 'vitest'
import { exampleText, readTasks } from '../../../../test/read-example.js'

it('reads a backup of Super Productivity: projects, tags, subtasks, archive', async () => {
  const { tasks, ignored } = await readTasks('super-productivity', exampleText('super-productivity.json'))

  expect(tasks).toMatchObject([
    {
      title: 'Buy milk',
      description: [
        'Two litres\n',
        'Repeats: weekly, every 2',
        'Estimate: 1 h 30 min',
        'Time spent: 0 h 30 min',
        'Attachment: List https://example.com/list',
      ].join('\n'),
      tags: ['Shopping', 'Household'],
      dueAt: new Date(1795532400000).toISOString(),
      completed: false,
      createdAt: new Date(1785567600000).toISOString(),
    },
    { title: 'Find the bag', description: 'Subtask of: Buy milk', dueDate: '2026-11-24', dueAt: null },
    {
      title: 'Call Ada',
      description: 'Issue: GITHUB 12',
      completed: true,
      completedAt: new Date(1785571200000).toISOString(),
    },
  ])
  expect(ignored).toEqual(['note'])
})
