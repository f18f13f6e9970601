import type { AccountExport, ImportReport, Task } from '@taskpact/contract'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hostile } from '../support/hostile-texts.js'
import { anyFields } from './arbitrary-task.js'
import { startTaskServer, type TaskServer, type TaskUser } from './task-calls.js'

let server: TaskServer
beforeAll(async () => {
  server = await startTaskServer()
})
afterAll(() => server?.close())

const anyTimestamp = fc
  .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('2026-01-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString())

/** A row of a file, in the trash or outside it. */
const anyRow = fc
  .record({
    fields: anyFields,
    completedAt: fc.option(anyTimestamp),
    createdAt: anyTimestamp,
    deletedAt: fc.option(anyTimestamp),
  })
  .map(({ fields: { completed: _, ...fields }, completedAt, ...times }) => ({ ...fields, ...times, completedAt }))

/** Hostile texts that a title accepts, also as description and tag. */
const hostileRows = Object.values(hostile).flatMap((text) => [
  { title: text, deletedAt: '2026-01-01T00:00:00Z' },
  { title: 'A description', description: text },
  { title: 'A tag', tags: [text], deletedAt: '2026-01-01T00:00:00Z' },
])

/** The fields that the server sets, which differ in each account and at each import. */
const ownFields = { userId: '', revision: 0, updatedAt: '' }

function tasksOf({ tasks }: AccountExport): Task[] {
  return tasks.map((task) => ({ ...task, ...ownFields }))
}

function exportAccount({ value }: TaskUser): Promise<AccountExport> {
  return value('auth.exportMe')
}

async function fill(user: TaskUser, rows: readonly object[]): Promise<void> {
  await user.direct.value('import', { content: JSON.stringify(rows) })
}

describe('import of an export into an empty account', () => {
  it('restores all tasks of an account export as they were, also those in the trash', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyRow, { minLength: 1, maxLength: 8 }), async (rows) => {
        const [first, second] = [await server.signUpUser(), await server.signUpUser()]
        await fill(first, [...rows, ...hostileRows])
        const exported = await exportAccount(first)

        const report = await second.direct.value<ImportReport>('import', { content: JSON.stringify(exported) })

        expect(report).toMatchObject({ created: exported.tasks.length, updated: 0, failed: [], ignored: [] })
        expect(tasksOf(await exportAccount(second))).toEqual(tasksOf(exported))
      }),
      { numRuns: 8 },
    )
  })

  it.each(['json', 'csv'] as const)('gives the same %s file', async (format) => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyRow, { minLength: 1, maxLength: 8 }), async (rows) => {
        const [first, second] = [await server.signUpUser(), await server.signUpUser()]
        await fill(first, [...rows, ...hostileRows])
        const content = await first.direct.value<string>('export', { format })

        const report = await second.direct.value<ImportReport>('import', { format, content })

        expect(report).toMatchObject({ updated: 0, failed: [], ignored: [] })
        const again = await second.direct.value<string>('export', { format })
        expect(withoutOwnFields(again, second)).toBe(withoutOwnFields(content, first))
      }),
      { numRuns: 8 },
    )
  })
})

/** Removes the values that the server sets from a file. In CSV they are the last two columns. */
function withoutOwnFields(file: string, { id }: TaskUser): string {
  return file
    .replaceAll(id, '')
    .replace(/"revision":\d+|"updatedAt":"[^"]+"/g, '')
    .replace(/,\d{4}-[\d-]+T[\d:.]+Z,\d+\r\n/g, '\r\n')
}

describe('an imported task with deletedAt', () => {
  const deletedAt = '2026-01-01T00:00:00.000Z'

  it('moves an existing task to the trash, and restores it without', async () => {
    const { direct } = await server.signUpUser()
    const { id, title } = await direct.value('create', { title: 'Buy milk' })

    await direct.value('import', { content: JSON.stringify([{ id, title, deletedAt }]) })
    expect(await direct.value('list', { trashed: true })).toMatchObject({ items: [{ id, deletedAt }] })
    expect(await direct.value('stats', {})).toMatchObject({ total: 0 })

    await direct.value('import', { content: JSON.stringify([{ id, title, deletedAt: null }]) })
    expect(await direct.value('get', { taskId: id })).toMatchObject({ deletedAt: null })
  })

  it('is in the change feed as deleted', async () => {
    const { direct } = await server.signUpUser()
    const { id, title } = await direct.value('create', { title: 'Buy milk' })
    await direct.value('import', { content: JSON.stringify([{ id, title, deletedAt }]) })

    expect(await direct.value('changes', {})).toMatchObject({ items: [{ type: 'delete', id, deletedAt }] })
  })

  // A later time would keep the task in the trash, which has no quota, for ever.
  it('counts as deleted now if the time is in the future', async () => {
    const { direct } = await server.signUpUser()
    await fill({ direct } as TaskUser, [{ title: 'Buy milk', deletedAt: '9999-01-01T00:00:00Z' }])

    const { items } = await direct.value<{ items: Task[] }>('list', { trashed: true })
    expect(Date.parse(items[0]?.deletedAt ?? '')).toBeLessThanOrEqual(Date.now())
  })
})

describe('a quota of two tasks', () => {
  it('counts imported tasks outside the trash only', async () => {
    const limited = await startTaskServer({ env: { MAX_TASKS_PER_USER: '2' } })
    try {
      const { direct } = await limited.signUpUser()
      const [a, b, c] = ['a', 'b', 'c'].map((title) => ({ title }))
      const trash = Array.from({ length: 5 }, () => ({ title: 'trash', deletedAt: '2026-01-01T00:00:00Z' }))

      await direct.value('import', { content: JSON.stringify([a, ...trash, b]) })
      expect(await direct.call('import', { content: JSON.stringify([c]) })).toMatchObject({ code: 'quota_exceeded' })

      const { items } = await direct.value<{ items: Task[] }>('list', {})
      const [moved] = items.map(({ id }) => ({ id, title: 'moved', deletedAt: '2026-01-01T00:00:00Z' }))
      await direct.value('import', { content: JSON.stringify([moved, c]) })
      expect(await direct.value('stats', {})).toMatchObject({ total: 2 })
      expect(await direct.call('create', { title: 'd' })).toMatchObject({ code: 'quota_exceeded' })
    } finally {
      await limited.close()
    }
  })
})

it.each([
  ['no tasks', { exportedAt: '2026-01-01T00:00:00.000Z' }],
  ['tasks that are no array', { tasks: { length: 1 } }],
  ['an array within', { tasks: { tasks: [] } }],
])('an object with %s is refused', async (_what, content) => {
  const { direct } = await server.signUpUser()
  expect(await direct.call('import', { content: JSON.stringify(content) })).toEqual({
    ok: false,
    code: 'invalid_input',
    fields: ['body/content'],
  })
})
