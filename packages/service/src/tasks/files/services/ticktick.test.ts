import { expect, it } from 'vitest'
import { exampleText, readTasks } from '../../../../test/read-example.js'
import { readRows } from '../../../../test/read-rows.js'

it('reads a backup of TickTick: all-day tasks, check lists, notes, subtasks', async () => {
  const { tasks, ignored } = await readTasks('ticktick', exampleText('ticktick.csv'))

  expect(tasks).toMatchObject([
    {
      title: 'Plant bulbs',
      description: 'Tulips\n\nReminder: P0DT9H0M0S\nRepeats: FREQ=YEARLY;INTERVAL=1',
      priority: 'high',
      tags: ['outside', 'autumn', 'Soon', 'Garden', 'Home'],
      // Midnight in Berlin.
      dueDate: '2026-10-05',
      dueAt: null,
      completed: false,
      createdAt: '2026-09-01T08:00:00.000Z',
    },
    {
      title: 'Shop',
      description: '[x] Bulbs\n[ ] Gloves\n\nSubtask of: Plant bulbs\nStart: 2026-10-05T15:00:00+00:00',
      priority: 'medium',
      dueAt: '2026-10-05T16:00:00.000Z',
      completed: true,
      completedAt: '2026-10-05T15:30:00.000Z',
    },
    { title: 'Old idea', description: 'Kind: note\nArchived: yes', completed: true, dueDate: null, tags: ['Inbox'] },
    {
      title: 'Fax machine',
      description: "Status: won't do\nSubtask of: 9",
      priority: 'low',
      dueDate: '2026-10-06',
      completed: false,
    },
  ])
  expect(ignored).toEqual([])
})

const header = 'Folder Name,List Name,Title,Due Date,Timezone,Is All Day'

it.each([
  ['+14', '2026-10-04T10:00:00+0000', 'Pacific/Kiritimati', '2026-10-05'],
  ['-11', '2026-10-05T11:00:00+0000', 'Pacific/Pago_Pago', '2026-10-05'],
  ['an unknown zone of +8', '2026-10-04T16:00:00+0000', 'Nowhere/Special', '2026-10-05'],
  ['an unknown zone of -8', '2026-10-05T08:00:00+0000', '', '2026-10-05'],
])('an all-day task in %s is due on its date', async (_offset, due, zone, dueDate) => {
  const { tasks } = await readTasks('ticktick', `${header}\n,a,b,${due},${zone},true`)
  expect(tasks).toMatchObject([{ dueDate, dueAt: null }])
})

it('reads a backup of an older version, which has no folders', async () => {
  const { tasks, ignored } = await readTasks(
    'auto',
    '"Date: 2020-01-01+0000"\n"Version: 3.0"\n"List Name","Title","Content","Is Checklist","Priority","Status"\n"Inbox","a","b","N","5","2"',
  )
  expect(tasks).toMatchObject([{ title: 'a', description: 'b\n\nArchived: yes', priority: 'high', tags: ['Inbox'] }])
  expect(ignored).toEqual([])
})

it('keeps as text what is no date, and reports unknown columns', async () => {
  const { tasks, ignored } = await readTasks('ticktick', `About\n${header},Mood\n,a,b,soon,,true,good\n,a,c,,,,`)

  expect(tasks).toMatchObject([{ title: 'b', description: 'Due: soon', dueAt: null }, { title: 'c' }])
  expect(ignored).toEqual(['Mood'])
})

it.each(['title\na', `Title,${header}`, '', `${'x\n'.repeat(6000)}${header}`])(
  'refuses what is no such file',
  async (content) => {
    await expect(readRows('ticktick', content)).rejects.toMatchObject({ code: 'invalid_input' })
  },
)
