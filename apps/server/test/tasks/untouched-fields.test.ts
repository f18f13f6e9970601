import { randomUUID } from 'node:crypto'
import type { BatchResults, ImportReport, Task } from '@taskpact/contract'
import { transports } from '@taskpact/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anyChange, anyFields, type Fields } from './arbitrary-task.js'
import { startTaskServer, type TaskCalls, type TaskServer, type TaskUser } from './task-calls.js'

let server: TaskServer
let ada: TaskUser
beforeAll(async () => {
  server = await startTaskServer()
  ada = await server.signUpUser()
})
afterAll(() => server?.close())

type Change = Partial<Record<keyof Fields, unknown>>
/** Changes a task. Returns the error code, if any. */
type ChangeTask = (calls: TaskCalls, task: Task, change: Change) => Promise<string | undefined>

const writers: Readonly<Record<string, ChangeTask>> = {
  update: async (calls, { id: taskId }, change) => {
    const outcome = await calls.call('update', { taskId, ...change })
    return outcome.ok ? undefined : outcome.code
  },
  'a batch entry': async (calls, { id: taskId }, change) => {
    const operations = [{ op: 'update', taskId, ...change }]
    const { results } = await calls.value<BatchResults>('batch', { operations, atomic: false })
    return results[0]?.problem?.code
  },
  'an import row': async (calls, { id, title }, change) => {
    const content = JSON.stringify([{ id, title, ...change }])
    const { failed } = await calls.value<ImportReport>('import', { content })
    return failed[0]?.problem.code
  },
}

async function createTask({ completed, ...fields }: Fields): Promise<Task> {
  const task = await ada.direct.value('create', fields)
  return completed ? ada.direct.value('complete', { taskId: task.id, completed }) : task
}

function expectedAfter(task: Task, field: keyof Fields, value: unknown): Task {
  const empty = { priority: 'none', tags: [] } as Change
  const changed = { ...task, [field]: value ?? empty[field] ?? null }
  const completedAt =
    field !== 'completed' || task.completed === value ? task.completedAt : value ? expect.any(String) : null
  return { ...changed, completedAt, revision: expect.any(Number), updatedAt: expect.any(String) }
}

function wouldHaveTwoDueFields(task: Task, field: string, value: unknown): boolean {
  if (value === null) return false
  return (field === 'dueDate' && task.dueAt !== null) || (field === 'dueAt' && task.dueDate !== null)
}

describe.each(transports.map((name, index) => [name, index] as const))('%s', (_name, index) => {
  it.each(Object.entries(writers))('%s changes only the given field', async (_writer, change) => {
    const calls = ada.transports[index] as TaskCalls
    await fc.assert(
      fc.asyncProperty(anyFields, anyChange, async (fields, [field, value]) => {
        const task = await createTask(fields)
        fc.pre(!wouldHaveTwoDueFields(task, field, value))

        expect(await change(calls, task, { [field]: value })).toBeUndefined()

        const changed = await ada.direct.value('get', { taskId: task.id })
        expect(changed).toEqual(expectedAfter(task, field, value))
        expect(changed.revision).toBeGreaterThan(task.revision)
      }),
      { numRuns: 20 },
    )
  })

  describe.each(Object.entries(writers))('%s', (_writer, write) => {
    const onlyDate = { dueDate: '2026-11-23', dueAt: null }
    const onlyTimestamp = { dueDate: null, dueAt: '2026-11-23T09:30:00.000Z' }
    const alone = { dueDate: { dueDate: onlyDate.dueDate }, dueAt: { dueAt: onlyTimestamp.dueAt } }

    it.each([
      ['a due date', 'a task with a due timestamp', alone.dueDate, onlyTimestamp],
      ['a due timestamp', 'a task with a due date', alone.dueAt, onlyDate],
    ])('with %s alone fails with conflict for %s, and changes nothing', async (_what, _whose, change, due) => {
      const task = await ada.direct.value('create', { title: 'a', ...due })

      expect(await write(ada.transports[index] as TaskCalls, task, change)).toBe('conflict')
      expect(await ada.direct.value('get', { taskId: task.id })).toEqual(task)
    })

    it.each([
      ['a due date and no timestamp', 'a task with a due timestamp', onlyDate, onlyTimestamp],
      ['a due timestamp and no date', 'a task with a due date', onlyTimestamp, onlyDate],
      ['dueDate: null', 'a task with a due timestamp', { dueDate: null }, onlyTimestamp],
      ['dueAt: null', 'a task with a due date', { dueAt: null }, onlyDate],
      ['both null', 'a task with a due date', { dueDate: null, dueAt: null }, onlyDate],
    ])('with %s is accepted for %s', async (_what, _whose, change, due) => {
      const task = await ada.direct.value('create', { title: 'a', ...due })

      expect(await write(ada.transports[index] as TaskCalls, task, change)).toBeUndefined()
      expect(await ada.direct.value('get', { taskId: task.id })).toMatchObject({ ...due, ...change })
    })
  })

  it('an empty change keeps every field', async () => {
    const calls = ada.transports[index] as TaskCalls
    for (const write of Object.values(writers)) {
      const task = await ada.direct.value('create', { title: randomUUID(), tags: ['B', 'a'], priority: 'low' })

      expect(await write(calls, task, {})).toBeUndefined()
      expect(await ada.direct.value('get', { taskId: task.id })).toEqual(expectedAfter(task, 'title', task.title))
    }
  })
})
