import type { Task, TaskPage } from '@taskpact/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  sameOutcome,
  shortened,
  startTaskServer,
  type TaskCalls,
  type TaskServer,
  type TaskUser,
} from './task-calls.js'

const sorts = ['created', 'updated', 'due', 'priority', 'title'] as const

let server: TaskServer
let ada: TaskUser
let eve: TaskUser
beforeAll(async () => {
  server = await startTaskServer()
  ada = await server.signUpUser()
  eve = await server.signUpUser()
  for (const [index, title] of [
    'one',
    '\u{1d15e}'.repeat(100),
    '"\\\u0001'.repeat(66),
    '😀'.repeat(200),
    'ᾷ'.repeat(200),
  ].entries()) {
    for (const { direct } of [ada, eve])
      await direct.value('create', { title, tags: ['a'], dueDate: `2026-11-2${index}` })
  }
})
afterAll(() => server?.close())

async function cursorOf(user: TaskUser, query: object, calls = user.direct): Promise<string> {
  const { nextCursor } = await calls.value<TaskPage>('list', { limit: 2, ...query })
  return nextCursor as string
}

async function changesCursorOf(user: TaskUser): Promise<string> {
  const { nextCursor } = await user.direct.value<{ nextCursor: string }>('changes', { limit: 2 })
  return nextCursor
}

/** Returns for each transport a cursor that was received on it. */
async function cursorPerTransport(query: object): Promise<(calls: TaskCalls) => string> {
  const cursors = new Map<string, string>()
  for (const calls of [ada.direct, ...ada.transports]) cursors.set(calls.name, await cursorOf(ada, query, calls))
  return ({ name }) => cursors.get(name) as string
}

function withChangedCharacter(cursor: string, at: number): string {
  return `${cursor.slice(0, at)}${cursor[at] === 'A' ? 'B' : 'A'}${cursor.slice(at + 1)}`
}

/** Returns a cursor of the same list at another position. */
function atPosition(cursor: string, position: string): string {
  const [listMark] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [string]
  return Buffer.from(`[${JSON.stringify(listMark)},${position}]`).toString('base64url')
}

const invalid = { ok: false, code: 'invalid_cursor', fields: [] }

describe('cursor', () => {
  it.each(sorts)('of a list sorted by %s is valid on every transport, whichever returned it', async (sort) => {
    for (const order of ['asc', 'desc']) {
      const { items } = await ada.direct.value<TaskPage>('list', { sort, order })
      for (const source of ada.transports) {
        const cursor = await cursorOf(ada, { sort, order }, source)
        const outcome = await sameOutcome(ada.transports, 'list', { sort, order, cursor, limit: 100 })
        expect(outcome, source.name).toMatchObject({ ok: true, value: { items: items.slice(2) } })
      }
    }
  })

  it('of changes is valid on every transport, whichever returned it', async () => {
    for (const source of ada.transports) {
      const { nextCursor } = await source.value<{ nextCursor: string }>('changes', { limit: 2 })
      const outcome = await sameOutcome(ada.transports, 'changes', { since: nextCursor })
      expect(outcome, source.name).toMatchObject({ ok: true, value: { hasMore: false, items: { length: 3 } } })
    }
  })

  it('continues after titles that grow most when case-folded', async () => {
    const received: Task[] = []
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page: TaskPage = await ada.direct.value('list', { sort: 'title', limit: 1, cursor })
      received.push(...page.items)
      cursor = page.nextCursor
    }
    expect(new Set(received.map(({ id }) => id))).toHaveLength(5)
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
    const cursorFor = await cursorPerTransport(query)
    const cursor = cursorFor(ada.direct)

    for (const other of others) {
      const outcome = await sameOutcome(ada.transports, 'list', (calls) => ({
        ...query,
        ...other,
        cursor: cursorFor(calls),
      }))
      expect(outcome, JSON.stringify(other)).toEqual(invalid)
    }
    expect(await sameOutcome(eve.transports, 'list', (calls) => ({ ...query, cursor: cursorFor(calls) }))).toEqual(
      invalid,
    )
    expect(await sameOutcome(ada.transports, 'changes', { since: cursor })).toEqual(invalid)
    expect(await sameOutcome(ada.transports, 'list', { cursor: await changesCursorOf(ada) })).toEqual(invalid)
    expect(await sameOutcome(eve.transports, 'changes', { since: await changesCursorOf(ada) })).toEqual(invalid)
  })

  it('that is truncated is refused on every transport', async () => {
    const cursorFor = await cursorPerTransport({})
    for (let length = 0; length < cursorFor(ada.direct).length - 1; length += 9) {
      const cutOff = await sameOutcome(ada.transports, 'list', (calls) => ({
        cursor: cursorFor(calls).slice(0, length),
      }))
      expect(cutOff, `${length}`).toEqual(invalid)
    }
  })

  it.each(sorts)('of a list sorted by %s with one character changed causes no server error', async (sort) => {
    const cursorFor = await cursorPerTransport({ sort })
    for (let at = 0; at < cursorFor(ada.direct).length; at += 11) {
      const outcome = await sameOutcome(ada.transports, 'list', (calls) => ({
        sort,
        cursor: withChangedCharacter(cursorFor(calls), at),
      }))
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
    expect(await sameOutcome(ada.transports, 'list', { cursor })).toMatchObject({ ok: false, code: refused })
    expect(await sameOutcome(ada.transports, 'changes', { since: cursor })).toMatchObject({ ok: false, code: refused })
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
    for (const [order, transports] of [
      ['asc', ada.transports],
      ['desc', [ada.direct]],
    ] as const) {
      const cursorFor = await cursorPerTransport({ sort, order })
      for (const position of positions) {
        const outcome = await sameOutcome(transports, 'list', (calls) => ({
          sort,
          order,
          cursor: atPosition(cursorFor(calls), position),
        }))
        expect(outcome.ok ? 'ok' : outcome.code, shortened(position)).toMatch(/^(?:ok|invalid_cursor)$/)
      }
    }
  })

  it('of changes causes no server error', async () => {
    const cursor = await changesCursorOf(ada)
    for (const position of [...keys, ...positions.slice(-8)]) {
      const outcome = await sameOutcome(ada.transports, 'changes', { since: atPosition(cursor, position) })
      expect(outcome.ok ? 'ok' : outcome.code, shortened(position)).toMatch(/^(?:ok|invalid_cursor|cursor_expired)$/)
    }
  })
})
