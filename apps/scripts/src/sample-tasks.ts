import type { NewTask } from '@taskpact/contract'

/** A realistic task with its intended state. */
export interface SampleTask {
  readonly task: NewTask
  readonly state: 'pending' | 'completed' | 'trashed'
}

/** Titles by comma-separated tags. */
const titlesByTags: Readonly<Record<string, readonly string[]>> = {
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

const descriptions = [
  'Ask whether it can wait until next week.',
  'The number is on the fridge.\nBest before noon.',
  'See the thread of Tuesday: two points are open.',
  null,
  null,
  null,
]

const day = 86_400_000

/**
 * Creates `count` tasks, the same for the same seed and day: about half of them completed, 4 % in the trash, with due dates up to
 * three weeks before or after `now`.
 */
export function createSampleTasks(count: number, seed: number, now: Date): SampleTask[] {
  const random = mulberry32(seed)
  const pick = <T>(values: readonly T[]) => values[Math.floor(random() * values.length)] as T
  return Array.from({ length: count }, (_, number) => {
    const tags = pick(Object.keys(titlesByTags))
    const title = pick(titlesByTags[tags] ?? [])
    const dueTime = new Date(now.getTime() + Math.round((random() - 0.5) * 42) * day)
    const task: NewTask = {
      title: number < 40 ? title : `${title} (${Math.ceil(number / 40)})`,
      description: pick(descriptions),
      priority: pick(['none', 'none', 'low', 'medium', 'high'] as const),
      tags: tags ? tags.split(',') : [],
      ...dueOn(dueTime, random()),
    }
    const chance = random()
    return { task, state: chance < 0.04 ? 'trashed' : chance < 0.55 ? 'completed' : 'pending' }
  })
}

/** A third of the tasks have no due date, half have a day, the others a time of that day. */
function dueOn(time: Date, chance: number): Pick<NewTask, 'dueDate' | 'dueAt'> {
  const date = time.toISOString().slice(0, 10)
  if (chance < 0.33) return {}
  return chance < 0.83 ? { dueDate: date } : { dueAt: `${date}T${chance < 0.9 ? '09:00' : '16:30'}:00Z` }
}

/** Returns a seeded generator of numbers from 0 to 1 (mulberry32 by Tommy Ettinger, https://gist.github.com/tommyettinger/46a874533244883189143505d203312c). */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
