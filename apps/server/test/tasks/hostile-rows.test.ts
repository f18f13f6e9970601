import { randomUUID } from 'node:crypto'
import type { BatchResults, ImportReport, Task } from '@taskpact/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type FieldRow, isRefused, rows } from './hostile-fields.js'
import { sameOutcome, startTaskServer, type TaskServer, type TaskUser } from './task-calls.js'

let server: TaskServer
let ada: TaskUser
let task: Task
beforeAll(async () => {
  server = await startTaskServer()
  ada = await server.signUpUser()
})
afterAll(() => server?.close())
beforeEach(async () => {
  task = await ada.direct.value('create', { title: 'Existing' })
})

const fields = [...new Set(rows.map(([field]) => field))]
const rowsOf = (field: string) => rows.filter(([one]) => one === field)

function splitByValidity(field: string) {
  const refused = rowsOf(field).filter(([, , stored]) => isRefused(stored))
  return { refused, stored: rowsOf(field).filter((row) => !refused.includes(row)) }
}

/** Returns the error pointers of refused rows. */
const pointers = (refused: readonly FieldRow[], list: string) =>
  refused.map(([field, , stored], index) => `body/${list}/${index}/${field}${isRefused(stored) ? stored.part : ''}`)

describe('batch', () => {
  const entries: Readonly<Record<string, (field: string, value: unknown) => object>> = {
    create: (field, value) => ({ op: 'create', title: 'New', [field]: value }),
    update: (field, value) => ({
      op: 'update',
      taskId: task.id,
      dueDate: null,
      [field]: value,
      ...otherDueCleared(field),
    }),
  }
  const otherDueCleared = (field: string) => (field === 'dueDate' ? { dueAt: null } : {})
  const cases = Object.keys(entries).flatMap((op) =>
    fields.filter((field) => op === 'update' || field !== 'completed').map((field) => [op, field] as const),
  )

  it.each(cases)('stores with %s each valid value of %s, on every transport', async (op, field) => {
    const { stored } = splitByValidity(field)
    const operations = stored.map(([, value]) => entries[op]?.(field, value))

    for (const calls of ada.transports) {
      const { results } = await calls.value<BatchResults>('batch', { operations })
      const values = results.map(({ task }) => (task as unknown as Record<string, unknown>)[field])
      expect(values, calls.name).toEqual(stored.map(([, , one]) => one))
    }
  })

  it.each(cases)('refuses with %s each invalid value of %s, on every transport', async (op, field) => {
    const { refused } = splitByValidity(field)
    const operations = refused.map(([, value]) => entries[op]?.(field, value))
    const outcome = await sameOutcome(ada.transports, 'batch', { operations })

    expect(outcome).toEqual({ ok: false, code: 'invalid_input', fields: pointers(refused, 'operations').slice(0, 20) })
    expect(await ada.direct.value('get', { taskId: task.id })).toEqual(task)
  })

  it.each<[string, object, string[]]>([
    ['an unknown operation', { op: 'purge', taskId: 'x' }, ['/op']],
    ['the operation __proto__', { op: '__proto__' }, ['/op']],
    ['a field of another operation', { op: 'create', title: 'a', completed: true }, ['/completed']],
    ['a fractional revision', { op: 'remove', ifMatch: 1.5 }, ['/taskId', '/ifMatch']],
    ['a negative revision', { op: 'remove', taskId: 'x', ifMatch: -1 }, ['/taskId', '/ifMatch']],
    ['a revision over 2⁵³', { op: 'remove', taskId: 'x', ifMatch: 2 ** 63 }, ['/taskId', '/ifMatch']],
    ['a revision as text', { op: 'remove', taskId: 'x', ifMatch: '7' }, ['/taskId', '/ifMatch']],
    ['an id in braces', { op: 'remove', taskId: `{${randomUUID()}}` }, ['/taskId']],
    ['two due fields', { op: 'create', title: 'a', dueDate: '2026-11-23', dueAt: '2026-11-23T00:00:00Z' }, ['/dueAt']],
  ])('is refused on every transport for %s', async (_what, entry, pointersInEntry) => {
    const outcome = await sameOutcome(ada.transports, 'batch', {
      operations: [{ op: 'create', title: 'first' }, entry],
    })

    expect(outcome).toEqual({
      ok: false,
      code: 'invalid_input',
      fields: pointersInEntry.map((place) => `body/operations/1${place}`),
    })
  })

  it.each([
    [[]],
    [null],
    [{}],
    ['x'],
    [5],
    [[null]],
    [[[]]],
    [['create']],
    [Array(101).fill({ op: 'create', title: 'a' })],
  ])('is refused on every transport with the operations %j', async (operations) => {
    const outcome = await sameOutcome(ada.transports, 'batch', { operations })

    expect(outcome).toMatchObject({ code: 'invalid_input', fields: [expect.stringMatching(/^body\/operations/)] })
  })

  it.each(['true', 0, null, []])('is refused on every transport with atomic: %j', async (atomic) => {
    const outcome = await sameOutcome(ada.transports, 'batch', { operations: [{ op: 'create', title: 'a' }], atomic })

    expect(outcome).toEqual({ ok: false, code: 'invalid_input', fields: ['body/atomic'] })
  })
})

describe('import', () => {
  it.each(fields)('stores each valid value of %s, on every transport', async (field) => {
    const { stored } = splitByValidity(field)
    for (const calls of ada.transports) {
      const tasks = stored.map(([, value]) => ({ id: randomUUID(), title: 'New', [field]: value }))
      const report = await calls.value<ImportReport>('import', { content: JSON.stringify(tasks) })

      const revision = expect.any(Number)
      expect(report, calls.name).toEqual({ created: tasks.length, updated: 0, revision, failed: [], ignored: [] })
      const found = await Promise.all(tasks.map(({ id: taskId }) => ada.direct.value('get', { taskId })))
      expect(found.map((one) => (one as unknown as Record<string, unknown>)[field])).toEqual(
        stored.map(([, , one]) => one),
      )
    }
  })

  it.each(fields)('reports every row with an invalid %s on every transport', async (field) => {
    const { refused } = splitByValidity(field)
    const content = JSON.stringify(refused.map(([, value]) => ({ id: task.id, title: 'New', [field]: value })))
    for (const calls of ada.transports) {
      const { failed, ...written } = await calls.value<ImportReport>('import', { content })

      expect(written, calls.name).toEqual({ created: 0, updated: 0, ignored: [] })
      const reported = failed.map(
        ({ row, problem }) => `body/${row - 1}${problem.errors?.map(({ pointer }) => pointer)}`,
      )
      expect(reported).toEqual(pointers(refused, '').map((pointer) => pointer.replace('//', '/')))
      expect(new Set(failed.map(({ problem }) => problem.code))).toEqual(new Set(['invalid_input']))
    }
    expect(await ada.direct.value('get', { taskId: task.id })).toEqual(task)
  })

  it('matches a task by its id in upper case', async () => {
    const content = JSON.stringify([{ id: task.id.toUpperCase(), title: 'Changed' }])
    for (const calls of ada.transports) {
      expect(await calls.value('import', { content }), calls.name).toEqual({
        created: 0,
        updated: 1,
        revision: expect.any(Number),
        failed: [],
        ignored: [],
      })
    }
    expect(await ada.direct.value('get', { taskId: task.id })).toMatchObject({ title: 'Changed' })
  })
})
