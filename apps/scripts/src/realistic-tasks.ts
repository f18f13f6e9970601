import type { NewTask } from '@taskpact/contract'

/** A task as somebody might have it, and what became of it. */
export interface RealisticTask {
  readonly task: NewTask
  readonly fate: 'pending' | 'completed' | 'trashed'
}

/** What people write down, by the tags that they would give it. */
const chores: Readonly<Record<string, readonly string[]>> = {
  home: ['Water the plants', 'Change the bed sheets', 'Descale the kettle', 'Fix the dripping tap', 'Call the plumber'],
  'home,shopping': ['Buy milk and eggs', 'Order coffee beans', 'Replace the hallway bulb', 'Buy a present for Noor'],
  work: [
    'Send the minutes',
    'Review the pull request',
    'Prepare the demo',
    'Answer the auditor',
    'Plan the next sprint',
  ],
  'work,writing': ['Draft the release notes', 'Update the onboarding guide', 'Write the design proposal'],
  money: [
    'Pay the electricity bill',
    'File the tax return',
    'Cancel the unused subscription',
    'Check the bank statement',
  ],
  health: ['Book the dentist', 'Renew the prescription', 'Go for a run', 'Get the flu shot'],
  travel: ['Renew the passport', 'Book the train to Lisbon', 'Ask for a late check-in', 'Print the boarding passes'],
  family: ['Call grandma', 'Sign the school form', 'Plan the birthday party', 'Return the library books'],
  '': [
    'Read that long article',
    'Sort the photos of the summer',
    'Back up the laptop',
    'Learn the chords of that song',
  ],
}

const notes = [
  'Ask whether it can wait until next week.',
  'The number is on the fridge.\nBest before noon.',
  'See the thread of Tuesday: two points are open.',
  null,
  null,
  null,
]

const day = 86_400_000

/**
 * So many tasks, the same for the same seed and day: half of them done, some overdue, some due today or soon, a few in the trash.
 * All that is random comes from the seed.
 */
export function realisticTasks(count: number, seed: number, now: Date): RealisticTask[] {
  const random = mulberry32(seed)
  const some = <T>(of: readonly T[]) => of[Math.floor(random() * of.length)] as T
  return Array.from({ length: count }, (_, number) => {
    const tags = some(Object.keys(chores))
    const title = some(chores[tags] ?? [])
    const when = new Date(now.getTime() + Math.round((random() - 0.5) * 42) * day)
    const task: NewTask = {
      title: number < 40 ? title : `${title} (${Math.ceil(number / 40)})`,
      description: some(notes),
      priority: some(['none', 'none', 'low', 'medium', 'high'] as const),
      tags: tags ? tags.split(',') : [],
      ...dueOn(when, random()),
    }
    const fate = random()
    return { task, fate: fate < 0.04 ? 'trashed' : fate < 0.55 ? 'completed' : 'pending' }
  })
}

/** A third has no date, half a day, and the others a moment of that day. */
function dueOn(when: Date, chance: number): Pick<NewTask, 'dueDate' | 'dueAt'> {
  const date = when.toISOString().slice(0, 10)
  if (chance < 0.33) return {}
  return chance < 0.83 ? { dueDate: date } : { dueAt: `${date}T${chance < 0.9 ? '09:00' : '16:30'}:00Z` }
}

/** Numbers from 0 to 1 by Tommy Ettinger's mulberry32: enough for what only has to look random, and the same everywhere. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
