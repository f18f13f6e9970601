import type { Task } from '@taskpact/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isRefused, rows } from './hostile-fields.js'
import { sameOutcome, shortened, startTaskServer, type TaskServer, type TaskUser } from './task-calls.js'

let server: TaskServer
let ada: TaskUser
let task: Task
beforeAll(async () => {
  server = await startTaskServer()
  ada = await server.signUpUser()
  task = await ada.direct.value('create', { title: 'Existing' })
})
afterAll(() => server?.close())

const titledRows = rows.map(([field, value, stored]) => [field, shortened(value), value, stored] as const)

describe('create', () => {
  const cases = titledRows.filter(([field]) => field !== 'completed')

  it.each(cases)('stores or refuses %s %s on every transport', async (field, _shortly, value, stored) => {
    const outcome = await sameOutcome(ada.transports, 'create', { title: 'New', [field]: value })

    if (isRefused(stored)) {
      expect(outcome).toEqual({ ok: false, code: 'invalid_input', fields: [`body/${field}${stored.part}`] })
    } else {
      expect(outcome).toMatchObject({ ok: true, value: { [field]: stored } })
      const { id: taskId } = (outcome as { value: Task }).value
      expect(await ada.direct.call('get', { taskId })).toEqual(outcome)
    }
  })
})

describe('update', () => {
  it.each(titledRows)('stores or refuses %s %s on every transport', async (field, _shortly, value, stored) => {
    const { id: taskId } = task
    const otherDue = { dueDate: { dueAt: null }, dueAt: { dueDate: null } }[field]
    const outcome = await sameOutcome(ada.transports, 'update', { taskId, ...otherDue, [field]: value })

    if (isRefused(stored)) {
      expect(outcome).toEqual({ ok: false, code: 'invalid_input', fields: [`body/${field}${stored.part}`] })
    } else {
      expect(outcome).toMatchObject({ ok: true, value: { [field]: stored } })
      expect(await ada.direct.value('get', { taskId })).toMatchObject({ [field]: stored })
    }
  })

  it('does not change the task if it is refused', async () => {
    const before = await ada.direct.value('get', { taskId: task.id })
    for (const [field, value, stored] of rows) {
      if (isRefused(stored)) await ada.direct.call('update', { taskId: task.id, title: 'Changed', [field]: value })
    }

    expect(await ada.direct.value('get', { taskId: task.id })).toEqual(before)
  })
})

describe('complete', () => {
  const cases = titledRows.filter(([field]) => field === 'completed')

  it.each(cases)('stores or refuses %s %s on every transport', async (_field, _shortly, value, stored) => {
    const outcome = await sameOutcome(ada.transports, 'complete', { taskId: task.id, completed: value })

    if (isRefused(stored)) expect(outcome).toEqual({ ok: false, code: 'invalid_input', fields: ['body/completed'] })
    else expect(outcome).toMatchObject({ ok: true, value: { completed: stored } })
  })
})

describe('task id in the path', () => {
  const cases = (id: string) => ({ upper: id.toUpperCase(), lower: id })

  it.each(['upper', 'lower'] as const)('is accepted in %s case on every transport', async (spelling) => {
    const taskId = cases(task.id)[spelling]

    expect(await sameOutcome(ada.transports, 'get', { taskId })).toMatchObject({ ok: true, value: { id: task.id } })
    expect(await sameOutcome(ada.transports, 'update', { taskId, title: spelling })).toMatchObject({ ok: true })
    expect(await sameOutcome(ada.transports, 'complete', { taskId, completed: false })).toMatchObject({ ok: true })
  })

  it.each(['get', 'update', 'complete', 'remove', 'restore', 'purge'])(
    'of another format is refused by %s on every transport',
    async (operation) => {
      const bare = task.id.replaceAll('-', '')
      const invalid = [`{${task.id}}`, bare, `urn:uuid:${task.id}`, ` ${task.id}`, `${task.id}\n`, `${task.id}\u0000`]
      for (const taskId of [...invalid, task.id.slice(1), `${task.id}0`, 'null', '__proto__', '0', 'x'.repeat(1000)]) {
        const outcome = await sameOutcome(ada.transports, operation, { taskId })
        expect(outcome, shortened(taskId)).toMatchObject({ ok: false, code: 'invalid_input' })
        // A path with a NUL is refused before its fields are read.
        if (!taskId.includes('\u0000')) expect(outcome).toMatchObject({ fields: ['path/taskId'] })
      }
    },
  )

  it.each(['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'])(
    'of no task returns not_found on every transport: %s',
    async (taskId) => {
      for (const operation of ['get', 'update', 'complete', 'remove', 'restore', 'purge']) {
        expect(await sameOutcome(ada.transports, operation, { taskId })).toEqual({
          ok: false,
          code: 'not_found',
          fields: [],
        })
      }
    },
  )
})
