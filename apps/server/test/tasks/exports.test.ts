import { createRequire } from 'node:module'
import type { ImportReport, Task } from '@taskpact/contract'
import { sendTo } from '@taskpact/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anyFields } from './any-task.js'
import { alike, startTaskServer, type TaskServer, type TaskUser } from './task-ways.js'

let server: TaskServer
let ada: TaskUser
beforeAll(async () => {
  server = await startTaskServer()
  ada = await server.join()
})
afterAll(() => server?.close())

const send = sendTo(() => server)
const formats = ['json', 'csv', 'ics'] as const

// The iCalendar library of the service.
const requireOfService = createRequire(new URL('../../../../packages/service/package.json', import.meta.url))
interface Component {
  getAllSubcomponents(name: string): Component[]
  getFirstPropertyValue(name: string): unknown
}
const calendars = requireOfService('ical.js') as { Component: { fromString(text: string): Component } }

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
  return JSON.parse(await direct.must<string>('export', { format: 'json' })) as Task[]
}

function exportedFields({ title, description, tags, dueDate, dueAt, priority, completed }: Task): object {
  return { title, description, tags, dueDate, dueAt, priority, completed }
}

describe.each(formats)('export as %s', (format) => {
  const types = { json: 'application/json', csv: 'text/csv', ics: 'text/calendar' }

  it('returns the same text on every transport', async () => {
    const member = await server.join()
    const empty = await alike(member.ways, 'export', { format })
    const report = {
      content: JSON.stringify(hostileTitles.map((title) => ({ title, tags: ['a', title.slice(0, 1)].slice(0, 1) }))),
    }
    await member.direct.must('import', report)
    const trashed = await member.direct.must('create', { title: 'In the trash' })
    await member.direct.must('remove', { taskId: trashed.id })

    for (const way of member.ways) {
      const text = await way.must<string>('export', { format })
      expect(text, way.name).toBe(await member.direct.must('export', { format }))
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
    expect(text).toBe(await ada.direct.must('export', { format }))
  })
})

it('exports all of 3 000 tasks in the order of their creation', async () => {
  const { ways, direct } = await server.join()
  const titles = Array.from({ length: 3000 }, (_, index) => `Task ${index}`)
  const content = JSON.stringify(titles.map((title) => ({ title, description: 'x'.repeat(50) })))
  expect(await direct.must<ImportReport>('import', { content })).toEqual({ created: 3000, updated: 0, failed: [] })

  const [rest] = ways
  const tasks = JSON.parse((await rest?.must<string>('export', { format: 'json' })) as string) as Task[]
  expect(tasks.map(({ title }) => title)).toEqual(titles)
  expect((await direct.must<string>('export', { format: 'csv' })).split('\r\n')).toHaveLength(3002)
  expect((await direct.must<string>('export', { format: 'ics' })).match(/^BEGIN:VTODO/gm)).toHaveLength(3000)
})

it.each(['csv', 'json'] as const)('an export as %s imports the same tasks into another account', async (format) => {
  const [mine, theirs] = [await server.join(), await server.join()]
  await fc.assert(
    fc.asyncProperty(fc.array(anyFields, { minLength: 1, maxLength: 12 }), async (tasks) => {
      await mine.direct.must('import', { content: JSON.stringify(tasks) })
      const content = await mine.direct.must<string>('export', { format })

      const report = await theirs.direct.must<ImportReport>('import', { format, content })

      expect(report.failed).toEqual([])
      const [ours, imported] = [await exportOf(mine), await exportOf(theirs)]
      expect(imported.map(exportedFields)).toEqual(ours.map(exportedFields))
      expect(imported.map(({ id, createdAt, completedAt }) => [id, createdAt, completedAt])).toEqual(
        ours.map(({ id, createdAt, completedAt }) => [id, createdAt, completedAt]),
      )
    }),
    { numRuns: 8 },
  )
})

it('an iCalendar export can be parsed, whatever the titles', async () => {
  const { direct } = await server.join()
  const content = JSON.stringify(hostileTitles.map((title) => ({ title, description: title, tags: ['a'] })))
  await direct.must('import', { content })

  const todos = calendars.Component.fromString(await direct.must('export', { format: 'ics' })).getAllSubcomponents(
    'vtodo',
  )
  const meant = hostileTitles.map((title) => title.replaceAll('\r\n', '\n'))
  expect(todos.map((todo) => todo.getFirstPropertyValue('summary'))).toEqual(meant)
  expect(todos.map((todo) => todo.getFirstPropertyValue('description'))).toEqual(meant)
})
