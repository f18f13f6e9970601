import { describe, expect, it } from 'vitest'
import { toLines, toTable } from './table.js'
import { textWidth } from './text-width.js'

const rows = [
  { id: 'a1', title: 'Buy milk', tags: ['home', 'shop'], dueAt: null },
  { id: 'b2', title: '日本語のとても長いタイトル', tags: [], dueAt: null },
  { id: 'c3', title: 'e\x1b[31m', tags: ['x'], dueAt: null },
]
const columns = ['id', 'title', 'tags', 'dueAt']

describe('toTable', () => {
  it('aligns columns of narrow and wide characters, and leaves out empty columns', () => {
    expect(toTable(rows, columns, { columns: 80, colors: false })).toBe(`id  title                       tags
a1  Buy milk                    home,shop
b2  日本語のとても長いタイトル
c3  e\\x1b[31m                   x
`)
  })

  it.each([80, 40, 30, 20, 12, 1])('fits into %i columns', (width) => {
    const lines = toTable(rows, columns, { columns: width, colors: false }).split('\n')

    expect(lines.length).toBe(rows.length + 2)
    // The first column is always shown.
    for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(Math.max(width, 2))
  })

  it('leaves out timestamps first, before it shortens titles much', () => {
    const at = '2026-11-29T17:05:00.000Z'
    const tasks = [
      { id: 'a1', title: 'Write the report for Monday', createdAt: at, dueDate: '2026-12-01', updatedAt: at },
    ]
    const columns = ['id', 'title', 'createdAt', 'dueDate', 'updatedAt']

    expect(toTable(tasks, columns, { columns: 60, colors: false })).toBe(
      'id  title                        dueDate\na1  Write the report for Monday  2026-12-01\n',
    )
    expect(toTable(tasks, columns, { columns: 34, colors: false })).toBe(
      'id  title               dueDate\na1  Write the report …  2026-12-01\n',
    )
  })

  it('separates by tabs without a terminal, with all columns', () => {
    expect(toTable(rows.slice(0, 1), columns, undefined)).toBe('a1\tBuy milk\thome,shop\t\n')
  })

  it('colors only the header, and only on request', () => {
    expect(toTable(rows, columns, { columns: 80, colors: true }).match(/\x1b/g)).toHaveLength(2)
    expect(toTable(rows, columns, { columns: 80, colors: false })).not.toContain('\x1b')
  })

  it('shows properties of nested objects', () => {
    expect(toTable([{ task: { title: 'A' } }], ['task.title'], undefined)).toBe('A\n')
  })
})

describe('toLines', () => {
  it('aligns the fields that have a value', () => {
    expect(
      toLines({ id: 'a', title: 'B', dueAt: null }, ['id', 'title', 'dueAt'], { columns: 80, colors: false }),
    ).toBe('id     a\ntitle  B\n')
  })
})
