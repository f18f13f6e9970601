import { randomUUID } from 'node:crypto'
import type { BatchResults, ImportReport, Task } from '@taskpact/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { isRefused, type Row, rows } from './hostile-fields.js'
import { alike, startTaskServer, type TaskServer, type TaskUser } from './task-ways.js'

let server: TaskServer
let ada: TaskUser
let task: Task
beforeAll(async () => {
  server = await startTaskServer()
  ada = await server.join()
})
afterAll(() => server?.close())
beforeEach(async () => {
  task = await ada.direct.must('create', { title: 'Existing' })
})

const fields = [...new Set(rows.map(([field]) => field))]
const ofField = (field: string) => rows.filter(([one]) => one === field)

function split(field: string) {
  const refused = ofField(field).filter(([, , kept]) => isRefused(kept))
  return { refused, kept: ofField(field).filter((row) => !refused.includes(row)) }
}

/** Returns the error pointers of refused rows. */
const pointers = (refused: readonly Row[], list: string) =>
  refused.map(([field, , kept], index) => `body/${list}/${index}/${field}${isRefused(kept) ? kept.part : ''}`)

describe('batch', () => {
  const entries: Readonly<Record<string, (field: string, value: unknown) => object>> = {
    create: (field, value) => ({ op: 'create', title: 'New', [field]: value }),
    update: (field, value) => ({ op: 'update', taskId: task.id, dueDate: null, [field]: value, ...undated(field) }),
  }
  const undated = (field: string) => (field === 'dueDate' ? { dueAt: null } : {})
  const here = Object.keys(entries).flatMap((op) =>
    fields.filter((field) => op === 'update' || field !== 'completed').map((field) => [op, field] as const),
  )

  it.each(here)('stores with %s each valid value of %s, on every transport', async (op, field) => {
    const { kept } = split(field)
    const operations = kept.map(([, value]) => entries[op]?.(field, value))

    for (const way of ada.ways) {
      const { results } = await way.must<BatchResults>('batch', { operations })
      const values = results.map(({ task }) => (task as unknown as Record<string, unknown>)[field])
      expect(values, way.name).toEqual(kept.map(([, , one]) => one))
    }
  })

  it.each(here)('refuses with %s each invalid value of %s, on every transport', async (op, field) => {
    const { refused } = split(field)
    const operations = refused.map(([, value]) => entries[op]?.(field, value))
    const outcome = await alike(ada.ways, 'batch', { operations })

    expect(outcome).toEqual({ ok: false, code: 'invalid_input', fields: pointers(refused, 'operations') })
    expect(await ada.direct.must('get', { taskId: task.id })).toEqual(task)
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
  ])('is refused on every transport for %s', async (_what, entry, places) => {
    const outcome = await alike(ada.ways, 'batch', { operations: [{ op: 'create', title: 'first' }, entry] })

    expect(outcome).toEqual({
      ok: false,
      code: 'invalid_input',
      fields: places.map((place) => `body/operations/1${place}`),
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
    const outcome = await alike(ada.ways, 'batch', { operations })

    expect(outcome).toMatchObject({ code: 'invalid_input', fields: [expect.stringMatching(/^body\/operations/)] })
  })

  it.each(['true', 0, null, []])('is refused on every transport with atomic: %j', async (atomic) => {
    const outcome = await alike(ada.ways, 'batch', { operations: [{ op: 'create', title: 'a' }], atomic })

    expect(outcome).toEqual({ ok: false, code: 'invalid_input', fields: ['body/atomic'] })
  })
})

describe('import', () => {
  it.each(fields)('stores each valid value of %s, on every transport', async (field) => {
    const { kept } = split(field)
    for (const way of ada.ways) {
      const tasks = kept.map(([, value]) => ({ id: randomUUID(), title: 'New', [field]: value }))
      const report = await way.must<ImportReport>('import', { content: JSON.stringify(tasks) })

      expect(report, way.name).toEqual({ created: tasks.length, updated: 0, failed: [] })
      const found = await Promise.all(tasks.map(({ id: taskId }) => ada.direct.must('get', { taskId })))
      expect(found.map((one) => (one as unknown as Record<string, unknown>)[field])).toEqual(
        kept.map(([, , one]) => one),
      )
    }
  })

  it.each(fields)('reports every row with an invalid %s on every transport', async (field) => {
    const { refused } = split(field)
    const content = JSON.stringify(refused.map(([, value]) => ({ id: task.id, title: 'New', [field]: value })))
    for (const way of ada.ways) {
      const { failed, ...written } = await way.must<ImportReport>('import', { content })

      expect(written, way.name).toEqual({ created: 0, updated: 0 })
      const reported = failed.map(
        ({ row, problem }) => `body/${row - 1}${problem.errors?.map(({ pointer }) => pointer)}`,
      )
      expect(reported).toEqual(pointers(refused, '').map((pointer) => pointer.replace('//', '/')))
      expect(new Set(failed.map(({ problem }) => problem.code))).toEqual(new Set(['invalid_input']))
    }
    expect(await ada.direct.must('get', { taskId: task.id })).toEqual(task)
  })

  it('matches a task by its id in upper case', async () => {
    const content = JSON.stringify([{ id: task.id.toUpperCase(), title: 'Changed' }])
    for (const way of ada.ways) {
      expect(await way.must('import', { content }), way.name).toEqual({ created: 0, updated: 1, failed: [] })
    }
    expect(await ada.direct.must('get', { taskId: task.id })).toMatchObject({ title: 'Changed' })
  })
})
