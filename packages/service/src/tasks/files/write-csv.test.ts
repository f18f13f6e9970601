import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { Task } from '@taskpact/contract'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { toCsv } from './write-csv.js'

const [milk] = z.tuple([Task]).parse(Task.meta()?.examples)
const header = 'id,title,description,completed,completedAt,priority,tags,dueDate,dueAt,createdAt,updatedAt,revision\r\n'

it('writes a header row, then a row for each task', async () => {
  const csv = await text(toCsv(Readable.from([milk, { ...milk, completed: true, tags: ['home'] }])))

  const times = '2026-11-24,,2026-11-23T09:30:00.000Z,2026-11-23T09:30:00.000Z,1\r\n'
  expect(csv).toBe(
    `${header}${milk.id},Buy milk,,false,,high,"home,shopping",${times}${milk.id},Buy milk,,true,,high,home,${times}`,
  )
})

it('writes only the header row for no tasks', async () => {
  expect(await text(toCsv(Readable.from([])))).toBe(header)
})

it('distinguishes empty text from null and from empty tags', async () => {
  const csv = await text(toCsv(Readable.from([{ ...milk, description: '', tags: [], dueDate: null }])))

  expect(csv).toContain(",Buy milk,',false,,high,,,,")
})

describe('toCsv', () => {
  it.each([
    ['a "b"', '"a ""b"""'],
    ['a,b', '"a,b"'],
    ['a\r\nb', '"a\r\nb"'],
    ['a\nb', '"a\nb"'],
    ['a\rb', '"a\rb"'],
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@a', "'@a"],
    ['\ta', "'\ta"],
    ['\ra', '"\'\ra"'],
    ['＝1', "'＝1"],
    ['＋1', "'＋1"],
    ['－1', "'－1"],
    ['＠a', "'＠a"],
    ["'tis", "''tis"],
    ["'=1", "''=1"],
    ['a=1', 'a=1'],
  ])('writes the title %j as %j', async (title, cell) => {
    const csv = await text(toCsv(Readable.from([{ ...milk, title }])))

    expect(csv.slice(header.length)).toContain(`${milk.id},${cell},,false,`)
  })

  it('writes the apostrophe before the first tag', async () => {
    const csv = await text(toCsv(Readable.from([{ ...milk, tags: ['=1', '=2'] }])))

    expect(csv).toContain(`"'=1,=2"`)
  })
})

// Excel reads a CSV file without a byte order mark in the code page of the system.
it('starts with one byte order mark on request', async () => {
  const tasks = [milk, milk]
  const csv = await text(toCsv(Readable.from(tasks)))

  expect(await text(toCsv(Readable.from(tasks), { bom: true }))).toBe(`\uFEFF${csv}`)
})
