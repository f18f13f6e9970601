import { describe, expect, it } from 'vitest'
import { readRows } from '../../../test/read-rows.js'

async function valuesOf(content: string): Promise<unknown[]> {
  return (await readRows('csv', content)).rows.map(({ value }) => value)
}

// Excel writes the list separator of the region: a semicolon where the comma is the decimal separator. `Unicode text` has tabs.
describe('delimiter of CSV', () => {
  const task = { title: 'Buy milk', description: 'a,b;c', dueDate: '2026-12-01' }

  it.each([
    ['a comma', 'title,notes,dueDate\nBuy milk,"a,b;c",2026-12-01\n'],
    ['a semicolon', 'title;notes;dueDate\r\nBuy milk;"a,b;c";2026-12-01\r\n'],
    ['a tab', 'title\tnotes\tdueDate\nBuy milk\ta,b;c\t2026-12-01\n'],
    ['named by Excel', 'sep=;\r\ntitle;notes;dueDate\r\nBuy milk;"a,b;c";2026-12-01\r\n'],
    ['named in quotes', '"sep=\t"\ntitle\tnotes\tdueDate\nBuy milk\ta,b;c\t2026-12-01\n'],
    ['after a byte order mark', '\uFEFFSEP=;\ntitle;notes;dueDate\nBuy milk;"a,b;c";2026-12-01\n'],
    ['after empty lines', '\r\n\r\n"title";"notes";"dueDate"\r\nBuy milk;"a,b;c";2026-12-01\r\n'],
  ])('is found: %s', async (_, content) => {
    expect(await valuesOf(content)).toEqual([task])
  })

  it.each([
    ['title\na;b\n', 'a;b'],
    ['title\na\tb;c\n', 'a\tb;c'],
    ['title,x;y;z\na,b\n', 'a'],
    ['x;title\nc;"a,b,c,d"\n', 'a,b,c,d'],
  ])('depends on the header row alone: %j', async (content, title) => {
    expect(await valuesOf(content)).toEqual([{ title }])
  })
})

describe('empty cells of CSV', () => {
  it('clear their fields, quoted or not', async () => {
    const columns = 'id,title,description,tags,priority,dueDate,dueAt,completed,completedAt,createdAt'
    const cleared = {
      title: '',
      description: null,
      tags: [],
      priority: null,
      dueDate: null,
      dueAt: null,
      completed: false,
      completedAt: null,
    }

    expect(await valuesOf(`${columns}\n${','.repeat(9)} \na${','.repeat(9)}\n`)).toEqual([{ ...cleared, id: 'a' }])
    expect(await valuesOf(`${columns}\na${',""'.repeat(9)}\n`)).toEqual([{ ...cleared, id: 'a' }])
  })

  it('of `due` clear both due fields', async () => {
    expect(await valuesOf('title,due\na,\n')).toEqual([{ title: 'a', dueDate: null, dueAt: null }])
  })

  it('of `completed` do not contradict a time of completion', async () => {
    const completedAt = '2026-12-01T10:00:00Z'
    expect(await valuesOf(`title,completed,completedAt\na,,${completedAt}\n`)).toEqual([{ title: 'a', completedAt }])
  })

  it('leave fields without a column', async () => {
    expect(await valuesOf('title\na\n')).toEqual([{ title: 'a' }])
  })

  it('alone make no row, whatever their number', async () => {
    const blank = ',,,\r\n'.repeat(1500)
    const { rows } = await readRows('csv', `title,a,b,c\r\n${blank}x,,,\r\n,,\r\n , ,\t,""\r\ny,,,\r\n`)

    expect(rows).toEqual([
      { row: 1, value: { title: 'x' } },
      { row: 2, value: { title: 'y' } },
    ])
  })
})

it('trims cells of ids, dates, timestamps, booleans, priorities and tags', async () => {
  const content = [
    'id,title,dueDate,dueAt,completed,priority,tags,description',
    ' x , a ,2026-12-01 , , TRUE , High,"home, work,", b ',
  ]
  expect(await valuesOf(content.join('\n'))).toEqual([
    {
      id: 'x',
      title: ' a ',
      dueDate: '2026-12-01',
      dueAt: null,
      completed: true,
      priority: 'high',
      tags: ['home', ' work'],
      description: ' b ',
    },
  ])
})

it('fails a row with a date of two meanings, unless the order is given', async () => {
  const content = 'title;due\na;01.02.2026\nb;13.02.2026\n'
  const { rows } = await readRows('csv', content)
  const withOrder = await readRows('csv', content, { dateOrder: 'dmy' })

  expect(rows.map(({ issues }) => issues?.[0]?.message)).toEqual([expect.stringContaining('dateOrder'), undefined])
  expect(withOrder.rows.map(({ value }) => value)).toEqual([
    { title: 'a', dueDate: '2026-02-01', dueAt: null },
    { title: 'b', dueDate: '2026-02-13', dueAt: null },
  ])
})
