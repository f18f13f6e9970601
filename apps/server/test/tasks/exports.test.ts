import { randomUUID } from 'node:crypto'
import { createRequire } from 'node:module'
import type { ImportReport, Task } from '@taskpact/contract'
import { sendTo } from '@taskpact/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anyFields } from './arbitrary-task.js'
import { sameOutcome, startTaskServer, type TaskServer, type TaskUser } from './task-calls.js'

let server: TaskServer
let ada: TaskUser
beforeAll(async () => {
  server = await startTaskServer()
  ada = await server.signUpUser()
})
afterAll(() => server?.close())

const send = sendTo(() => server)
const formats = ['json', 'csv', 'ics'] as const

// The iCalendar library of the service.
const requireFromService = createRequire(new URL('../../../../packages/service/package.json', import.meta.url))
interface Component {
  getAllSubcomponents(name: string): Component[]
  getFirstPropertyValue(name: string): unknown
}
const calendars = requireFromService('ical.js') as { Component: { fromString(text: string): Component } }

const hostileTitles = [
  '=1+1',
  '@a',
  '+1',
  '-1',
  "'tis",
  'a,b;c\\',
  '"a"',
  'a\r\nEND:VTODO',
  '\u202e😀'.repeat(50),
  'a:b',
  'NULL',
]

async function exportOf({ direct }: TaskUser): Promise<Task[]> {
  return JSON.parse(await direct.value<string>('export', { format: 'json' })) as Task[]
}

function exportedFields({ title, description, tags, dueDate, dueAt, priority, completed }: Task): object {
  return { title, description, tags, dueDate, dueAt, priority, completed }
}

describe.each(formats)('export as %s', (format) => {
  const types = { json: 'application/json', csv: 'text/csv', ics: 'text/calendar' }

  it('returns the same text on every transport', async () => {
    const user = await server.signUpUser()
    const empty = await sameOutcome(user.transports, 'export', { format })
    const report = {
      content: JSON.stringify(hostileTitles.map((title) => ({ title, tags: ['a', title.slice(0, 1)].slice(0, 1) }))),
    }
    await user.direct.value('import', report)
    const trashed = await user.direct.value('create', { title: 'In the trash' })
    await user.direct.value('remove', { taskId: trashed.id })

    for (const calls of user.transports) {
      const text = await calls.value<string>('export', { format })
      expect(text, calls.name).toBe(await user.direct.value('export', { format }))
      expect(text).not.toContain('In the trash')
    }
    expect(empty.ok).toBe(true)
  })

  it('is a chunked file download over REST, with a media type and a file name', async () => {
    const { status, headers, text } = await send(`/api/me/tasks/export?format=${format}`, { token: ada.token })

    expect(status).toBe(200)
    expect(headers).toMatchObject({
      'content-type': `${types[format]}; charset=utf-8`,
      'content-disposition': expect.stringMatching(`^attachment; filename="?tasks\\.${format}"?$`),
      'transfer-encoding': 'chunked',
    })
    expect(text).toBe(await ada.direct.value('export', { format }))
  })
})

it('exports all of 3 000 tasks in the order of their creation', async () => {
  const { transports, direct } = await server.signUpUser()
  const titles = Array.from({ length: 3000 }, (_, index) => `Task ${index}`)
  const content = JSON.stringify(titles.map((title) => ({ title, description: 'x'.repeat(50) })))
  expect(await direct.value<ImportReport>('import', { content })).toEqual({
    created: 3000,
    updated: 0,
    revision: 3000,
    failed: [],
    ignored: [],
  })

  const [rest] = transports
  const tasks = JSON.parse((await rest?.value<string>('export', { format: 'json' })) as string) as Task[]
  expect(tasks.map(({ title }) => title)).toEqual(titles)
  expect((await direct.value<string>('export', { format: 'csv' })).split('\r\n')).toHaveLength(3002)
  expect((await direct.value<string>('export', { format: 'ics' })).match(/^BEGIN:VTODO/gm)).toHaveLength(3000)
})

it.each(['csv', 'json'] as const)('an export as %s imports the same tasks into another account', async (format) => {
  const [first, second] = [await server.signUpUser(), await server.signUpUser()]
  await fc.assert(
    fc.asyncProperty(fc.array(anyFields, { minLength: 1, maxLength: 12 }), async (tasks) => {
      await first.direct.value('import', { content: JSON.stringify(tasks) })
      const content = await first.direct.value<string>('export', { format })

      const report = await second.direct.value<ImportReport>('import', { format, content })

      expect(report.failed).toEqual([])
      const [exported, imported] = [await exportOf(first), await exportOf(second)]
      expect(imported.map(exportedFields)).toEqual(exported.map(exportedFields))
      expect(imported.map(({ id, createdAt, completedAt }) => [id, createdAt, completedAt])).toEqual(
        exported.map(({ id, createdAt, completedAt }) => [id, createdAt, completedAt]),
      )
    }),
    { numRuns: 8 },
  )
})

// A backup is restored over what has changed since: nothing of the newer state may remain in its tasks.
it.each(['csv', 'json'] as const)('an export as %s restores its tasks over newer ones exactly', async (format) => {
  const user = await server.signUpUser()
  const { direct } = user
  const newer = fc.array(fc.tuple(anyFields, fc.boolean()), { minLength: 8, maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(fc.array(anyFields, { minLength: 1, maxLength: 8 }), newer, async (older, changes) => {
      const written = older.map((fields) => ({ ...fields, id: randomUUID() }))
      await direct.value('import', { content: JSON.stringify(written) })
      const content = await direct.value<string>('export', { format })
      const before = await exportOf(user)
      for (const [index, { id: taskId }] of written.entries()) {
        const [fields, isDeleted] = changes[index] ?? []
        await direct.value('update', { taskId, ...fields })
        if (isDeleted) await direct.value('remove', { taskId })
      }

      const report = await direct.value<ImportReport>('import', { format, content })

      expect(report).toMatchObject({ created: 0, updated: before.length, failed: [], ignored: [] })
      expect((await exportOf(user)).map(unversioned)).toEqual(before.map(unversioned))
    }),
    { numRuns: 8 },
  )
})

function unversioned({ revision: _revision, updatedAt: _updatedAt, ...rest }: Task): object {
  return rest
}

it('starts a CSV export with a byte order mark on request, on every transport', async () => {
  await ada.direct.value('create', { title: 'größer' })
  for (const calls of ada.transports) {
    const text = await calls.value<string>('export', { format: 'csv', bom: true })

    expect(text.replace(/^\uFEFF/, ''), calls.name).toBe(await ada.direct.value('export', { format: 'csv' }))
  }
  const response = await fetch(`${server.url}/api/me/tasks/export?format=csv&bom=true`, {
    headers: { authorization: `Bearer ${ada.token}` },
  })
  // The bytes: `text()` of a response removes the mark.
  expect([...Buffer.from(await response.arrayBuffer()).subarray(0, 5)]).toEqual([0xef, 0xbb, 0xbf, 0x69, 0x64])
})

it('an iCalendar export can be parsed, whatever the titles', async () => {
  const { direct } = await server.signUpUser()
  const content = JSON.stringify(hostileTitles.map((title) => ({ title, description: title, tags: ['a'] })))
  await direct.value('import', { content })

  const vtodos = calendars.Component.fromString(await direct.value('export', { format: 'ics' })).getAllSubcomponents(
    'vtodo',
  )
  const expected = hostileTitles.map((title) => title.replaceAll('\r\n', '\n'))
  expect(vtodos.map((todo) => todo.getFirstPropertyValue('summary'))).toEqual(expected)
  expect(vtodos.map((todo) => todo.getFirstPropertyValue('description'))).toEqual(expected)
})
