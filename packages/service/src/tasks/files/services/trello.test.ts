import { expect, it } from 'vitest'
import { exampleText, readTasks } from '../../../../test/read-example.js'

it('reads a Trello board: labels, lists, checklists, comments, archived cards', async () => {
  const { tasks, ignored } = await readTasks('trello', exampleText('trello.json'))

  expect(tasks).toMatchObject([
    {
      title: 'Repair the roof',
      description: [
        'Ask for two offers\n',
        'Start: 2026-11-20T08:00:00.000Z',
        'Assigned to: Ada Example',
        'Offers: [x] First',
        'Offers: [ ] Second',
        'Comment (Ada Example, 2026-08-06): On Monday',
        'Attachment: Offer https://example.com/offer.pdf',
      ].join('\n'),
      tags: ['Urgent', 'green', 'To do', 'House'],
      dueAt: '2026-11-24T15:00:00.000Z',
      completed: false,
      // The id begins with 66b0c2c0, in hexadecimal the seconds since 1970.
      createdAt: '2024-08-05T12:17:04.000Z',
    },
    { title: 'Paint the fence', description: 'Archived: yes', tags: ['Old', 'House'], completed: true, dueAt: null },
  ])
  expect(ignored).toEqual(['customFields', 'customFieldItems'])
})
