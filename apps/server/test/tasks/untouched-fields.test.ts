import { randomUUID } from 'node:crypto'
import type { BatchResults, ImportReport, Task } from '@taskpact/contract'
import { transports } from '@taskpact/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anyChange, anyFields, type Fields } from './any-task.js'
import { startTaskServer, type TaskServer, type TaskUser, type TaskWay } from './task-ways.js'

let server: TaskServer
let ada: TaskUser
beforeAll(async () => {
  server = await startTaskServer()
  ada = await server.join()
})
afterAll(() => server?.close())

type Change = Partial<Record<keyof Fields, unknown>>
/** Changes a task. Returns the error code, if any. */
type Write = (way: TaskWay, task: Task, change: Change) => Promise<string | undefined>

const writers: Readonly<Record<string, Write>> = {
  update: async (way, { id: taskId }, change) => {
    const outcome = await way.call('update', { taskId, ...change })
    return outcome.ok ? undefined : outcome.code
  },
  'a batch entry': async (way, { id: taskId }, change) => {
    const operations = [{ op: 'update', taskId, ...change }]
    const { results } = await way.must<BatchResults>('batch', { operations, atomic: false })
    return results[0]?.problem?.code
  },
  'an import row': async (way, { id, title }, change) => {
    const content = JSON.stringify([{ id, title, ...change }])
    const { failed } = await way.must<ImportReport>('import', { content })
    return failed[0]?.problem.code
  },
}

async function make({ completed, ...fields }: Fields): Promise<Task> {
  const task = await ada.direct.must('create', fields)
  return completed ? ada.direct.must('complete', { taskId: task.id, completed }) : task
}

function after(task: Task, field: keyof Fields, value: unknown): Task {
  const empty = { priority: 'none', tags: [] } as Change
  const changed = { ...task, [field]: value ?? empty[field] ?? null }
  const completedAt =
    field !== 'completed' || task.completed === value ? task.completedAt : value ? expect.any(String) : null
  return { ...changed, completedAt, revision: expect.any(Number), updatedAt: expect.any(String) }
}

function isDueTwice(task: Task, field: string, value: unknown): boolean {
  if (value === null) return false
  return (field === 'dueDate' && task.dueAt !== null) || (field === 'dueAt' && task.dueDate !== null)
}

describe.each(transports.map((name, index) => [name, index] as const))('%s', (_name, index) => {
  it.each(Object.entries(writers))('%s changes only the given field', async (_writer, write) => {
    const way = ada.ways[index] as TaskWay
    await fc.assert(
      fc.asyncProperty(anyFields, anyChange, async (fields, [field, value]) => {
        const task = await make(fields)
        fc.pre(!isDueTwice(task, field, value))

        expect(await write(way, task, { [field]: value })).toBeUndefined()

        const changed = await ada.direct.must('get', { taskId: task.id })
        expect(changed).toEqual(after(task, field, value))
        expect(changed.revision).toBeGreaterThan(task.revision)
      }),
      { numRuns: 20 },
    )
  })

  describe.each(Object.entries(writers))('%s', (_writer, write) => {
    const day = { dueDate: '2026-11-23', dueAt: null }
    const moment = { dueDate: null, dueAt: '2026-11-23T09:30:00.000Z' }
    const set = { dueDate: { dueDate: day.dueDate }, dueAt: { dueAt: moment.dueAt } }

    it.each([
      ['a due date', 'a task with a due timestamp', set.dueDate, moment],
      ['a due timestamp', 'a task with a due date', set.dueAt, day],
    ])('with %s alone fails with conflict for %s, and changes nothing', async (_what, _whose, change, due) => {
      const task = await ada.direct.must('create', { title: 'a', ...due })

      expect(await write(ada.ways[index] as TaskWay, task, change)).toBe('conflict')
      expect(await ada.direct.must('get', { taskId: task.id })).toEqual(task)
    })

    it.each([
      ['a due date and no timestamp', 'a task with a due timestamp', day, moment],
      ['a due timestamp and no date', 'a task with a due date', moment, day],
      ['dueDate: null', 'a task with a due timestamp', { dueDate: null }, moment],
      ['dueAt: null', 'a task with a due date', { dueAt: null }, day],
      ['both null', 'a task with a due date', { dueDate: null, dueAt: null }, day],
    ])('with %s is accepted for %s', async (_what, _whose, change, due) => {
      const task = await ada.direct.must('create', { title: 'a', ...due })

      expect(await write(ada.ways[index] as TaskWay, task, change)).toBeUndefined()
      expect(await ada.direct.must('get', { taskId: task.id })).toMatchObject({ ...due, ...change })
    })
  })

  it('an empty change keeps every field', async () => {
    const way = ada.ways[index] as TaskWay
    for (const write of Object.values(writers)) {
      const task = await ada.direct.must('create', { title: randomUUID(), tags: ['B', 'a'], priority: 'low' })

      expect(await write(way, task, {})).toBeUndefined()
      expect(await ada.direct.must('get', { taskId: task.id })).toEqual(after(task, 'title', task.title))
    }
  })
})
