import type { Input } from '@taskpact/testing'
import fc from 'fast-check'

/** One call of a writer. */
export interface Action {
  readonly name: string
  readonly input: Input
}

/** Ids of the tasks that writers share. An import creates them in any account, so that actions can refer to them. */
export const sharedIds = Array.from({ length: 6 }, (_, n) => `0199e8f4-63a1-7d0e-8b11-00000000000${n}`)

export const due = fc.constantFrom<Input>(
  ...[{}, {}, { dueDate: '2026-11-24' }, { dueDate: null, dueAt: '2026-11-24T16:00:00Z' }],
  ...[{ dueAt: null, dueDate: '2020-01-01' }, { dueAt: '2099-01-01T00:00:00Z' }, { dueDate: null, dueAt: null }],
)

const fields = fc
  .record(
    {
      title: fc.constantFrom('Buy milk', 'buy MILK', 'Call Ada', 'Straße fegen', 'éclair', '𝒵 last'),
      description: fc.constantFrom(null, 'Two litres', 'about the 50%_ offer'),
      priority: fc.constantFrom('none', 'low', 'medium', 'high', null),
      tags: fc.subarray(['home', 'Shop', 'work'], { maxLength: 3 }),
    },
    { requiredKeys: [], noNullPrototype: true },
  )
  .chain((provided) => due.map((dueFields): Input => ({ ...provided, ...dueFields })))

export const newTask = fields.map((provided): Input => ({ title: 'A task', ...provided }))
const completed = fc.constantFrom<Input>({}, { completed: true }, { completed: false })
const taskId = fc.constantFrom(...sharedIds)
const byId = taskId.map((id): Input => ({ taskId: id }))
const byIdAndRevision: fc.Arbitrary<Input> = fc.record(
  { taskId, ifMatch: fc.integer({ min: 1, max: 30 }) },
  { noNullPrototype: true },
)
const target = fc.oneof({ weight: 5, arbitrary: byId }, { weight: 1, arbitrary: byIdAndRevision })

/** A new task with an id that other calls use as well. */
export const newSharedTask = merged(
  newTask,
  taskId.map((id): Input => ({ id })),
)

const single = {
  create: fc.oneof(newTask, newSharedTask),
  update: merged(target, fields),
  complete: merged(target, completed),
  remove: target,
}

const batch: fc.Arbitrary<Input> = fc.record(
  {
    operations: fc.array(
      fc.oneof(...Object.entries(single).map(([op, input]) => input.map((fields): Input => ({ op, ...fields })))),
      { minLength: 1, maxLength: 4 },
    ),
    atomic: fc.boolean(),
  },
  { noNullPrototype: true },
)

const row = merged(newTask, completed)
const file = fc
  .array(
    fc.oneof(
      row,
      merged(
        row,
        taskId.map((id): Input => ({ id })),
      ),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((rows): Input => ({ format: 'json', content: JSON.stringify(rows) }))

/** Any operation that changes tasks and is visible in the changes feed. */
export const action = fc.oneof(
  ...Object.entries({ ...single, restore: target, batch, import: file }).map(([name, input]) => toAction(name, input)),
)

/** The same, with permanent deletion. */
export const actionOrPurge = fc.oneof(
  { weight: 7, arbitrary: action },
  { weight: 2, arbitrary: toAction('purge', byId) },
)

/** Mostly operations that move tasks into and out of the trash. */
export const removeOrPurge = fc.oneof(
  { weight: 4, arbitrary: toAction('remove', byId) },
  { weight: 4, arbitrary: toAction('purge', byId) },
  { weight: 1, arbitrary: toAction('restore', byId) },
  { weight: 1, arbitrary: toAction('create', newTask) },
  { weight: 2, arbitrary: toAction('create', newSharedTask) },
)

/** Returns scripts for concurrent writers: the calls of each, in order. */
export function scripts(actions: fc.Arbitrary<Action>, { writers, calls }: { writers: number; calls: number }) {
  const script = fc.array(actions, { minLength: calls, maxLength: calls })
  return fc.array(script, { minLength: writers, maxLength: writers })
}

/** Creates the shared tasks. */
export const createShared: Action = {
  name: 'tasks.import',
  input: { format: 'json', content: JSON.stringify(sharedIds.map((id) => ({ id, title: 'Shared' }))) },
}

function toAction(name: string, input: fc.Arbitrary<Input>): fc.Arbitrary<Action> {
  return input.map((fields) => ({ name: `tasks.${name}`, input: fields }))
}

function merged(one: fc.Arbitrary<Input>, other: fc.Arbitrary<Input>): fc.Arbitrary<Input> {
  return fc.tuple(one, other).map(([a, b]): Input => ({ ...a, ...b }))
}
