import { expect, it } from 'vitest'
import { exampleText, readTasks } from '../../../../test/read-example.js'

it('reads a backup of Tasks.org: lists, tags, places, alarms, subtasks', async () => {
  const { tasks, ignored } = await readTasks('tasks-org', exampleText('tasks-org.json'))

  expect(tasks).toMatchObject([
    {
      title: 'Return the books',
      description: [
        'Main library\n',
        'Repeats: FREQ=WEEKLY;INTERVAL=1',
        'Estimate: 0 h 30 min',
        'Reminder: 0 min from the due date',
        `Reminder: ${new Date(1795510800000).toISOString()}`,
        'Location: Library',
        `Comment (${new Date(1785571200000).toISOString().slice(0, 10)}): Until six`,
      ].join('\n'),
      priority: 'high',
      tags: ['Errands', 'Town'],
      dueDate: new Date(1795521600000).toISOString().slice(0, 10),
      dueAt: null,
      completed: false,
    },
    {
      title: 'Find the card',
      description: 'Subtask of: Return the books',
      priority: 'none',
      dueAt: new Date(1795532461000).toISOString(),
      completed: true,
      completedAt: new Date(1785571200000).toISOString(),
    },
  ])
  expect(ignored).toEqual(['deleted tasks'])
})
