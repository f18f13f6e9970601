import type { Task, TaskPage } from '@taskpact/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { alike, shortly, startTaskServer, type TaskServer, type TaskUser, type TaskWay } from './task-ways.js'

const sorts = ['created', 'updated', 'due', 'priority', 'title'] as const

let server: TaskServer
let ada: TaskUser
let eve: TaskUser
beforeAll(async () => {
  server = await startTaskServer()
  ada = await server.join()
  eve = await server.join()
  for (const [index, title] of [
    'one',
    '\u{1d15e}'.repeat(200),
    '"\\\u0001'.repeat(66),
    '😀'.repeat(200),
    'ᾷ'.repeat(200),
  ].entries()) {
    for (const { direct } of [ada, eve])
      await direct.must('create', { title, tags: ['a'], dueDate: `2026-11-2${index}` })
  }
})
afterAll(() => server?.close())

async function cursorOf(member: TaskUser, query: object, way = member.direct): Promise<string> {
  const { nextCursor } = await way.must<TaskPage>('list', { limit: 2, ...query })
  return nextCursor as string
}

async function sinceOf(member: TaskUser): Promise<string> {
  const { nextCursor } = await member.direct.must<{ nextCursor: string }>('changes', { limit: 2 })
  return nextCursor
}

/** Returns for each transport a cursor that was received on it. */
async function ownCursors(query: object): Promise<(way: TaskWay) => string> {
  const cursors = new Map<string, string>()
  for (const way of [ada.direct, ...ada.ways]) cursors.set(way.name, await cursorOf(ada, query, way))
  return ({ name }) => cursors.get(name) as string
}

function flipped(cursor: string, at: number): string {
  return `${cursor.slice(0, at)}${cursor[at] === 'A' ? 'B' : 'A'}${cursor.slice(at + 1)}`
}

/** Returns a cursor of the same list at another position. */
function forged(cursor: string, position: string): string {
  const [mark] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [string]
  return Buffer.from(`[${JSON.stringify(mark)},${position}]`).toString('base64url')
}

const invalid = { ok: false, code: 'invalid_cursor', fields: [] }

describe('cursor', () => {
  it.each(sorts)('of a list sorted by %s is valid on every transport, whichever returned it', async (sort) => {
    for (const order of ['asc', 'desc']) {
      const { items } = await ada.direct.must<TaskPage>('list', { sort, order })
      for (const from of ada.ways) {
        const cursor = await cursorOf(ada, { sort, order }, from)
        const outcome = await alike(ada.ways, 'list', { sort, order, cursor, limit: 100 })
        expect(outcome, from.name).toMatchObject({ ok: true, value: { items: items.slice(2) } })
      }
    }
  })

  it('of changes is valid on every transport, whichever returned it', async () => {
    for (const from of ada.ways) {
      const { nextCursor } = await from.must<{ nextCursor: string }>('changes', { limit: 2 })
      const outcome = await alike(ada.ways, 'changes', { since: nextCursor })
      expect(outcome, from.name).toMatchObject({ ok: true, value: { hasMore: false, items: { length: 3 } } })
    }
  })

  it('continues after titles that grow most when case-folded', async () => {
    const seen: Task[] = []
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page: TaskPage = await ada.direct.must('list', { sort: 'title', limit: 1, cursor })
      seen.push(...page.items)
      cursor = page.nextCursor
    }
    expect(new Set(seen.map(({ id }) => id))).toHaveLength(5)
  })

  it('of another list is refused on every transport', async () => {
    const query = { sort: 'title', order: 'asc', status: 'all' }
    const others = [
      { sort: 'due' },
      { order: 'desc' },
      { status: 'pending' },
      { tags: ['a'] },
      { search: 'o' },
      { trashed: true },
    ]
    const own = await ownCursors(query)
    const cursor = own(ada.direct)

    for (const other of others) {
      const outcome = await alike(ada.ways, 'list', (way) => ({ ...query, ...other, cursor: own(way) }))
      expect(outcome, JSON.stringify(other)).toEqual(invalid)
    }
    expect(await alike(eve.ways, 'list', (way) => ({ ...query, cursor: own(way) }))).toEqual(invalid)
    expect(await alike(ada.ways, 'changes', { since: cursor })).toEqual(invalid)
    expect(await alike(ada.ways, 'list', { cursor: await sinceOf(ada) })).toEqual(invalid)
    expect(await alike(eve.ways, 'changes', { since: await sinceOf(ada) })).toEqual(invalid)
  })

  it('that is truncated is refused on every transport', async () => {
    const own = await ownCursors({})
    for (let length = 0; length < own(ada.direct).length - 1; length += 9) {
      const cutOff = await alike(ada.ways, 'list', (way) => ({ cursor: own(way).slice(0, length) }))
      expect(cutOff, `${length}`).toEqual(invalid)
    }
  })

  it.each(sorts)('of a list sorted by %s with one character changed causes no server error', async (sort) => {
    const own = await ownCursors({ sort })
    for (let at = 0; at < own(ada.direct).length; at += 11) {
      const outcome = await alike(ada.ways, 'list', (way) => ({ sort, cursor: flipped(own(way), at) }))
      expect(outcome.ok ? 'ok' : outcome.code, `at ${at}`).toMatch(/^(?:ok|invalid_cursor)$/)
    }
  })

  it.each<readonly [what: string, cursor: string]>([
    ['garbage', 'AAAA-____garbage'],
    ['an empty string', ''],
    ['10 KB', 'A'.repeat(10_240)],
    ...[
      'null',
      '5',
      '[]',
      '{}',
      '{"__proto__":["a","b"]}',
      '["a"]',
      '["__proto__",{"__proto__":1}]',
      '['.repeat(2900),
    ].map((json) => [json.slice(0, 30), Buffer.from(json).toString('base64url')] as const),
  ])('of %s is refused on every transport', async (_what, cursor) => {
    const refused = cursor.length > 4000 ? 'invalid_input' : 'invalid_cursor'
    expect(await alike(ada.ways, 'list', { cursor })).toMatchObject({ ok: false, code: refused })
    expect(await alike(ada.ways, 'changes', { since: cursor })).toMatchObject({ ok: false, code: refused })
  })
})

const id = '"0199e8f4-63a1-7d0e-8b11-000000000000"'
const keys = [
  ...['"x"', '""', '0', '-0', '-1', '1.5', '3', '4', '32768', '2147483648', '9007199254740991', '-9007199254740991'],
  ...[
    '9223372036854775808',
    '1e15',
    '1e300',
    '1e400',
    '-1e400',
    'null',
    'true',
    '[]',
    '{}',
    '{"__proto__":1}',
    '"\\u0000"',
  ],
  ...[
    '"a\\u0000b"',
    '"a\\ud800b"',
    '"0000-01-01T00:00:00.000Z"',
    '"0001-01-01T00:00:00.000Z"',
    '"9999-12-31T23:59:59.999Z"',
  ],
  ...['"+010000-01-01T00:00:00.000Z"', '"2026-02-30T00:00:00.000Z"', '"2026-11-23T00:00:00.000+16:00"', '"infinity"'],
  ...[
    '"-infinity"',
    '"now"',
    '"2016-12-31T23:59:60.000Z"',
    '"2026-11-23T24:00:00.000Z"',
    '"2026-11-23"',
    '"\\\\"',
    '"%"',
  ],
  `"${'x'.repeat(2500)}"`,
]
const ids = [
  '""',
  '"x"',
  'null',
  '5',
  '[]',
  '"{0199e8f4-63a1-7d0e-8b11-000000000000}"',
  '"0199e8f463a17d0e8b11000000000000"',
]
const positions = [
  ...keys.map((key) => `[${key},${id}]`),
  ...ids.map((one) => `["one",${one}]`),
  ...['[]', '{}', 'null', '"x"', `["one",${id},1]`, '["one"]', `{"0":"one","1":${id},"length":2}`],
  `["one","00000000-0000-0000-0000-000000000000"]`,
  `["one",${id.toUpperCase()}]`,
]

describe('forged cursor', () => {
  it.each(sorts)('of a list sorted by %s causes no server error', async (sort) => {
    for (const [order, ways] of [
      ['asc', ada.ways],
      ['desc', [ada.direct]],
    ] as const) {
      const own = await ownCursors({ sort, order })
      for (const position of positions) {
        const outcome = await alike(ways, 'list', (way) => ({ sort, order, cursor: forged(own(way), position) }))
        expect(outcome.ok ? 'ok' : outcome.code, shortly(position)).toMatch(/^(?:ok|invalid_cursor)$/)
      }
    }
  })

  it('of changes causes no server error', async () => {
    const genuine = await sinceOf(ada)
    for (const position of [...keys, ...positions.slice(-8)]) {
      const outcome = await alike(ada.ways, 'changes', { since: forged(genuine, position) })
      expect(outcome.ok ? 'ok' : outcome.code, shortly(position)).toMatch(/^(?:ok|invalid_cursor|cursor_expired)$/)
    }
  })
})
