import type { Task } from '@taskpact/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isRefused, rows } from './hostile-fields.js'
import { alike, shortly, startTaskServer, type TaskServer, type TaskUser } from './task-ways.js'

let server: TaskServer
let ada: TaskUser
let task: Task
beforeAll(async () => {
  server = await startTaskServer()
  ada = await server.join()
  task = await ada.direct.must('create', { title: 'Existing' })
})
afterAll(() => server?.close())

const named = rows.map(([field, value, kept]) => [field, shortly(value), value, kept] as const)

describe('create', () => {
  const here = named.filter(([field]) => field !== 'completed')

  it.each(here)('stores or refuses %s %s on every transport', async (field, _shortly, value, kept) => {
    const outcome = await alike(ada.ways, 'create', { title: 'New', [field]: value })

    if (isRefused(kept)) {
      expect(outcome).toEqual({ ok: false, code: 'invalid_input', fields: [`body/${field}${kept.part}`] })
    } else {
      expect(outcome).toMatchObject({ ok: true, value: { [field]: kept } })
      const { id: taskId } = (outcome as { value: Task }).value
      expect(await ada.direct.call('get', { taskId })).toEqual(outcome)
    }
  })
})

describe('update', () => {
  it.each(named)('stores or refuses %s %s on every transport', async (field, _shortly, value, kept) => {
    const { id: taskId } = task
    const dues = { dueDate: { dueAt: null }, dueAt: { dueDate: null } }[field]
    const outcome = await alike(ada.ways, 'update', { taskId, ...dues, [field]: value })

    if (isRefused(kept)) {
      expect(outcome).toEqual({ ok: false, code: 'invalid_input', fields: [`body/${field}${kept.part}`] })
    } else {
      expect(outcome).toMatchObject({ ok: true, value: { [field]: kept } })
      expect(await ada.direct.must('get', { taskId })).toMatchObject({ [field]: kept })
    }
  })

  it('does not change the task if it is refused', async () => {
    const before = await ada.direct.must('get', { taskId: task.id })
    for (const [field, value, kept] of rows) {
      if (isRefused(kept)) await ada.direct.call('update', { taskId: task.id, title: 'Changed', [field]: value })
    }

    expect(await ada.direct.must('get', { taskId: task.id })).toEqual(before)
  })
})

describe('complete', () => {
  const here = named.filter(([field]) => field === 'completed')

  it.each(here)('stores or refuses %s %s on every transport', async (_field, _shortly, value, kept) => {
    const outcome = await alike(ada.ways, 'complete', { taskId: task.id, completed: value })

    if (isRefused(kept)) expect(outcome).toEqual({ ok: false, code: 'invalid_input', fields: ['body/completed'] })
    else expect(outcome).toMatchObject({ ok: true, value: { completed: kept } })
  })
})

describe('task id in the path', () => {
  const spellings = (id: string) => ({ upper: id.toUpperCase(), lower: id })

  it.each(['upper', 'lower'] as const)('is accepted in %s case on every transport', async (spelling) => {
    const taskId = spellings(task.id)[spelling]

    expect(await alike(ada.ways, 'get', { taskId })).toMatchObject({ ok: true, value: { id: task.id } })
    expect(await alike(ada.ways, 'update', { taskId, title: spelling })).toMatchObject({ ok: true })
    expect(await alike(ada.ways, 'complete', { taskId, completed: false })).toMatchObject({ ok: true })
  })

  it.each(['get', 'update', 'complete', 'remove', 'restore', 'purge'])(
    'of another format is refused by %s on every transport',
    async (operation) => {
      const bare = task.id.replaceAll('-', '')
      const wrong = [`{${task.id}}`, bare, `urn:uuid:${task.id}`, ` ${task.id}`, `${task.id}\n`, `${task.id}\u0000`]
      for (const taskId of [...wrong, task.id.slice(1), `${task.id}0`, 'null', '__proto__', '0', 'x'.repeat(1000)]) {
        const outcome = await alike(ada.ways, operation, { taskId })
        expect(outcome, shortly(taskId)).toMatchObject({ ok: false, code: 'invalid_input' })
        // A path with a NUL is refused before its fields are read.
        if (!taskId.includes('\u0000')) expect(outcome).toMatchObject({ fields: ['path/taskId'] })
      }
    },
  )

  it.each(['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'])(
    'of no task returns not_found on every transport: %s',
    async (taskId) => {
      for (const operation of ['get', 'update', 'complete', 'remove', 'restore', 'purge']) {
        expect(await alike(ada.ways, operation, { taskId })).toEqual({ ok: false, code: 'not_found', fields: [] })
      }
    },
  )
})
