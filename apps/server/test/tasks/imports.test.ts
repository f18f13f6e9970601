import { randomUUID } from 'node:crypto'
import type { ImportReport, TaskPage } from '@taskpact/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { file, importCallsTo } from './import-calls.js'
import { startTaskServer, type TaskServer, type TaskUser } from './task-calls.js'

const taskLimit = 40

let server: TaskServer
let ada: TaskUser
beforeAll(async () => {
  server = await startTaskServer({ env: { MAX_TASKS_PER_USER: String(taskLimit) } })
  ada = await server.signUpUser()
})
afterAll(() => server?.close())

const { post, titles } = importCallsTo(
  () => server,
  () => ada,
)

/** Signs up a new user, for tests that read the whole account. */
async function signUpNewUser(): Promise<void> {
  ada = await server.signUpUser()
}

function failures({ failed }: ImportReport): [row: number, ...fields: string[]][] {
  return failed.map(({ row, problem }) => [row, ...(problem.errors ?? []).map(({ pointer }) => pointer)])
}

describe('import with invalid rows', () => {
  beforeEach(signUpNewUser)

  it('skips and reports them by row, on every transport', async () => {
    const rows = [
      { title: 'one' },
      { title: '' },
      5,
      null,
      [],
      { title: 'two', tags: ['a', 'A'], priority: 'x' },
      { title: 'three' },
    ]
    for (const calls of ada.transports) {
      const report = await calls.value<ImportReport>('import', file(...rows))

      expect(report, calls.name).toMatchObject({ created: 2, updated: 0 })
      expect(failures(report)).toEqual([
        [2, '/title'],
        [3, ''],
        [4, ''],
        [5, ''],
        [6, '/priority', '/tags'],
      ])
    }
    expect(await titles()).toEqual(ada.transports.flatMap(() => ['one', 'three']))
  })

  it('skips and reports them for CSV', async () => {
    const content =
      'title,dueDate,completed,tags\r\none,,,\r\n,2026-11-23,,x\r\ntwo,2026-02-30,,\r\nthree,,maybe,"a,A"\r\n\r\nfour,,TRUE,"a,b"'
    const report = await ada.direct.value<ImportReport>('import', { format: 'csv', content })

    expect(report).toMatchObject({ created: 2 })
    expect(failures(report)).toEqual([
      [2, '/title'],
      [3, '/dueDate'],
      [4, '/tags', '/completed'],
    ])
    expect(await titles()).toEqual(['one', 'four'])
  })

  it('imports only the first of two rows with the same id', async () => {
    const id = randomUUID()
    const report = await ada.direct.value<ImportReport>(
      'import',
      file({ id, title: 'first' }, { id: id.toUpperCase(), title: 'second' }),
    )

    expect(report).toMatchObject({ created: 1, updated: 0 })
    expect(failures(report)).toEqual([[2, '/id']])
    expect(await titles()).toEqual(['first'])
  })
})

describe('imported row with an id', () => {
  beforeEach(signUpNewUser)

  it('updates the existing task', async () => {
    const { id, createdAt } = await ada.direct.value('create', { title: 'before', tags: ['kept'] })
    const report = await ada.direct.value('import', file({ id, title: 'after', createdAt: '2000-01-01T00:00:00Z' }))

    expect(report).toEqual({ created: 0, updated: 1, revision: expect.any(Number), failed: [], ignored: [] })
    expect(await ada.direct.value('get', { taskId: id })).toMatchObject({ title: 'after', tags: ['kept'], createdAt })
  })

  it('restores a deleted task', async () => {
    const { id: taskId } = await ada.direct.value('create', { title: 'before' })
    await ada.direct.value('remove', { taskId })

    expect(await ada.direct.value('import', file({ id: taskId, title: 'back' }))).toMatchObject({
      created: 0,
      updated: 1,
    })
    expect(await ada.direct.value('get', { taskId })).toMatchObject({ title: 'back', deletedAt: null })
    expect(await titles()).toEqual(['back'])
  })

  it("creates a new task if the id is of another user's task", async () => {
    const eve = await server.signUpUser()
    const taskOfEve = await eve.direct.value('create', { title: 'of Eve', description: 'secret' })

    expect(await ada.direct.value('import', file({ id: taskOfEve.id, title: 'of Ada' }))).toMatchObject({
      created: 1,
      updated: 0,
    })
    expect(await ada.direct.value('get', { taskId: taskOfEve.id })).toMatchObject({
      userId: ada.id,
      title: 'of Ada',
      description: null,
    })
    expect(await eve.direct.value('get', { taskId: taskOfEve.id })).toEqual(taskOfEve)
  })
})

it('an import with more than 1 000 invalid rows is refused as a whole', async () => {
  await signUpNewUser()
  const withInvalidRows = (count: number) =>
    file({ title: 'right' }, ...Array.from({ length: count }, () => ({ title: '', description: 'x'.repeat(50) })))

  const report = await ada.direct.value<ImportReport>('import', withInvalidRows(1000))
  expect([report.created, report.failed.length]).toEqual([1, 1000])
  expect(await ada.direct.call('import', withInvalidRows(1001))).toMatchObject({
    code: 'invalid_input',
    fields: ['body/content'],
  })
  expect(await titles()).toEqual(['right'])
})

describe('names in a file', () => {
  beforeEach(signUpNewUser)

  it.each([
    ['csv', 'title, tags, dueDate, colour\nBuy milk,home,2026-12-01,red\n'],
    ['json', JSON.stringify([{ Title: 'Buy milk', labels: ['home'], due: '2026-12-01', colour: 'red' }])],
  ])('of %s match in any spelling, and unknown ones are reported, on every transport', async (format, content) => {
    for (const calls of ada.transports) {
      const report = await calls.value('import', { format, content })
      expect(report, calls.name).toEqual({
        created: 1,
        updated: 0,
        revision: expect.any(Number),
        failed: [],
        ignored: ['colour'],
      })
    }
    const { items } = await ada.direct.value<TaskPage>('list', {})
    const fields = { title: 'Buy milk', tags: ['home'], dueDate: '2026-12-01' }
    expect(items).toEqual(ada.transports.map(() => expect.objectContaining(fields)))
  })
})

describe('import of a CSV file of a spreadsheet', () => {
  beforeEach(signUpNewUser)

  it('takes another delimiter, and dates in the given order, on every transport', async () => {
    const content = '\uFEFFTitle;Due Date;Tags\r\nBuy milk;01.12.2026;home\r\n;;\r\n'
    for (const calls of ada.transports) {
      const input = { format: 'csv', content }
      const { created, failed } = await calls.value<ImportReport>('import', input)
      expect([created, failed.map(({ problem }) => problem.errors?.[0]?.message)], calls.name).toEqual([
        0,
        [expect.stringContaining('dateOrder')],
      ])
      const report = await calls.value('import', { ...input, dateOrder: 'dmy' })
      expect(report, calls.name).toEqual({
        created: 1,
        updated: 0,
        revision: expect.any(Number),
        failed: [],
        ignored: [],
      })
    }
    const { items } = await ada.direct.value<TaskPage>('list', {})
    expect(items.map(({ dueDate }) => dueDate)).toEqual(ada.transports.map(() => '2026-12-01'))
  })

  it('clears the field of an empty cell, and leaves fields without a column', async () => {
    const fields = { description: 'old', tags: ['old'], priority: 'high', dueDate: '2026-12-01' }
    const { id: taskId } = await ada.direct.value('create', { title: 'old', ...fields })

    await ada.direct.value('import', { format: 'csv', content: `id,title,description,tags\n${taskId},new,,\n` })

    const task = await ada.direct.value('get', { taskId })
    expect(task).toMatchObject({ ...fields, title: 'new', description: null, tags: [] })
  })
})

describe('import of iCalendar', () => {
  beforeEach(signUpNewUser)

  it('reads what the export writes, on every transport', async () => {
    const task = {
      title: 'Buy milk',
      description: 'Two, litres',
      tags: ['home'],
      priority: 'high',
      dueDate: '2026-11-24',
    }
    const { id } = await ada.direct.value('create', task)
    const content = await ada.direct.value<string>('export', { format: 'ics' })
    for (const calls of ada.transports) {
      for (const format of ['ics', 'auto']) {
        await ada.direct.value('update', { taskId: id, title: 'changed', tags: [], dueDate: null })

        expect(await calls.value('import', { format, content }), calls.name).toMatchObject({ updated: 1, failed: [] })
        expect(await ada.direct.value('get', { taskId: id })).toMatchObject(task)
      }
    }
  })

  it.each(['text/calendar', 'text/plain'])('gets the format from Content-Type: %s', async (type) => {
    const content = await ada.direct.value<string>('export', { format: 'ics' })

    expect(await post(content, type)).toMatchObject({ status: 200, body: { created: 0 } })
  })
})

describe('import of CSV of other services', () => {
  beforeEach(signUpNewUser)

  const content = 'TYPE,CONTENT,DESCRIPTION,PRIORITY,INDENT\ntask,Buy milk @home,,1,1\ntask,Find the bag,,4,2\n'
  const expected = [
    { title: 'Buy milk', tags: ['home'], priority: 'high', description: null },
    { title: 'Find the bag', tags: [], priority: 'none', description: 'Subtask of: Buy milk' },
  ]

  it('reads the format that is named, or detects it, on every transport', async () => {
    for (const at of ada.transports.keys()) {
      for (const format of ['todoist', 'auto']) {
        await signUpNewUser()

        expect(await ada.transports[at]?.value('import', { format, content })).toMatchObject({ created: 2, failed: [] })
        const { items } = await ada.direct.value<TaskPage>('list', { sort: 'title' })
        expect(items).toMatchObject(expected)
      }
    }
  })

  it('detects it in text/plain with a byte order mark', async () => {
    expect(await post(`\uFEFF${content}`, 'text/plain')).toMatchObject({ status: 200, body: { created: 2 } })
  })

  it.each(['todoist', 'ticktick'])('refuses another file as %s, and names the field', async (format) => {
    for (const other of ['title\na\n', '[{"title":"a"}]', '']) {
      expect(await ada.direct.call('import', { format, content: other })).toMatchObject({
        code: 'invalid_input',
        fields: [expect.stringMatching(/content$/)],
      })
    }
  })
})
