import { sendTo } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listOf } from './hostile-fields.js'
import { sameOutcome, shortened, startTaskServer, type TaskServer, type TaskUser } from './task-calls.js'

let server: TaskServer
let ada: TaskUser
const titles = ['50%_\\', 'C:\\', '"\'`', '😀'.repeat(100), '!?…', 'NULL', 'Plain']
beforeAll(async () => {
  server = await startTaskServer()
  ada = await server.signUpUser()
  for (const title of titles)
    await ada.direct.value('create', { title, tags: [`tag of ${[...title].slice(0, 5).join('')}`] })
})
afterAll(() => server?.close())

/** Query strings cannot represent a lone surrogate. */
const transportsFor = (value: unknown) =>
  ada.transports.filter(({ name }) => name === 'trpc' || name === 'in-process' || String(value).isWellFormed())

const zones = {
  valid: ['UTC', 'utc', 'Etc/GMT+12', 'Pacific/Kiritimati', 'europe/berlin', 'EST', 'GMT0', 'America/Port-au-Prince'],
  invalid: ['', ' ', 'Mars/Olympus', '../etc', 'Etc/../UTC', '/etc/localtime', '+01:00', 'UTC+3', 'local', 'system'],
  moreInvalid: [
    'default',
    'constructor',
    '__proto__',
    'Europe/Berlin\u0000',
    'Europe/Berlin ',
    'x'.repeat(100),
    '0',
    'null',
  ],
}
const booleans = {
  valid: ['true', 'false'],
  invalid: ['', ' ', '0', '1', 'TRUE', 'False', 'yes', ' true', 'null', '[]'],
}
const enumOf = (...values: string[]) => ({
  valid: values,
  invalid: [
    '',
    ' ',
    'ALL',
    `${values[0]} `,
    '0',
    'null',
    'undefined',
    '__proto__',
    'constructor',
    'toString',
    '\u0000',
  ],
})
const bounds = {
  valid: [
    '0001-01-01',
    '9999-12-31',
    '2026-11-23T09:30:00Z',
    '9999-12-31T23:59:59.999Z',
    '0001-01-01T00:00:00+00:00',
    '2026-11-23t10:30:00.123456+01:00',
    '2016-12-31T23:59:60Z',
  ],
  invalid: [
    '',
    '0000-01-01',
    '10000-01-01',
    '2026-02-30',
    '2016-12-31T23:59:61Z',
    '2026-11-23T09:30:00',
    '2026-11-23T09:30:00+24:00',
    'infinity',
  ],
  moreInvalid: ['now', 'epoch', '2026-11-23T09:30:00.Z', '2026-11-23T09:30:60Z', '1767225600', '\u0000', 'null'],
}
const integers = {
  valid: ['1', '100'],
  invalid: ['', ' ', '0', '-1', '-0', '1e1', '0x10', '1.5', '1.0', '+5', '05', ' 5', '5 ', '٥', '1_0', '5,6', '\u0000'],
  moreInvalid: [
    1.5,
    -0,
    0,
    -1,
    2 ** 31,
    2 ** 63,
    1e300,
    NaN,
    Infinity,
    '2147483648',
    '9223372036854775808',
    '1e400',
    'NaN',
  ],
  otherTypes: ['null', 'true', '[]', '{}'],
}

type Values = Readonly<Record<string, readonly unknown[]>>
const fields: [operation: string, field: string, values: Values][] = [
  ['list', 'limit', integers],
  ['changes', 'limit', { ...integers, valid: ['1', '500'] }],
  ['list', 'overdue', booleans],
  ['list', 'trashed', booleans],
  ['list', 'status', enumOf('all', 'pending', 'completed')],
  ['list', 'sort', enumOf('created', 'updated', 'due', 'priority', 'title')],
  ['list', 'order', enumOf('asc', 'desc')],
  ['export', 'format', enumOf('json', 'csv', 'ics')],
  ['list', 'dueBefore', bounds],
  ['list', 'dueAfter', bounds],
  ['list', 'timeZone', zones],
  ['stats', 'timeZone', zones],
  [
    'list',
    'search',
    { valid: ['', ' \t', '%', '\\', '😀'.repeat(200), listOf(100, (n) => `${n % 10}`).join(' ')], invalid: ['\u200b'] },
  ],
  ['list', 'search', { invalid: ['\u0000', 'a\u0000b', 'a\ud800b', '😀'.repeat(201)] }],
  ['list', 'cursor', { invalid: ['!', 'a b', 'é', 'a=', '\u0000', 'x'.repeat(4001)] }],
  ['changes', 'since', { invalid: ['!', 'a b', 'é', 'a=', '\u0000', 'x'.repeat(4001)] }],
]

describe.each(fields)('%s', (operation, field, { valid = [], ...invalid }) => {
  it.each(valid.map((value) => [shortened(value), value]))(
    `accepts ${field}=%s on every transport`,
    async (_shortly, value) => {
      expect(await sameOutcome(ada.transports, operation, { [field]: value })).toMatchObject({ ok: true })
    },
  )

  it.each(Object.values(invalid).flatMap((values) => values.map((value) => [shortened(value), value])))(
    `refuses ${field}=%s on every transport`,
    async (_shortly, value) => {
      const outcome = await sameOutcome(transportsFor(value), operation, { [field]: value })
      expect(outcome).toEqual({ ok: false, code: 'invalid_input', fields: [`query/${field}`] })
    },
  )
})

describe('list in the query', () => {
  const lists: [field: string, value: string, refused: string[]][] = [
    ['priority', 'high,low', []],
    ['priority', '', ['query/priority/0']],
    ['priority', 'high,', ['query/priority/1']],
    ['priority', 'HIGH,low', ['query/priority/0']],
    ['priority', 'high, low', ['query/priority/1']],
    ['priority', '__proto__', ['query/priority/0']],
    ['priority', 'none,low,medium,high,none', ['query/priority']],
    ['tags', 'a,B, c ,%_\\,{},NULL,"', []],
    ['tags', '', ['query/tags/0']],
    ['tags', ',', ['query/tags/0', 'query/tags/1']],
    ['tags', 'a\nb', ['query/tags/0']],
    ['tags', 'a,\u0000', ['query/tags/1']],
    ['tags', '😀'.repeat(51), ['query/tags/0']],
    ['tags', listOf(20, String).join(), []],
    ['tags', listOf(21, String).join(), ['query/tags']],
  ]

  it.each(lists)('has the same outcome for %s on every transport: %j', async (field, value, refused) => {
    const outcome = await sameOutcome(ada.transports, 'list', { [field]: value })
    expect(outcome.ok ? [] : outcome.fields).toEqual(refused)
  })
})

describe('search', () => {
  it.each([
    ['%', ['50%_\\']],
    ['_', ['50%_\\']],
    ['%_\\', ['50%_\\']],
    ['\\', ['50%_\\', 'C:\\']],
    [':\\', ['C:\\']],
    ['"\'`', ['"\'`']],
    ["'", ['"\'`']],
    ['😀'.repeat(100), ['😀'.repeat(100)]],
    ['😀'.repeat(101), []],
    ['!?…', ['!?…']],
    ['!', ['!?…']],
    ['null', ['NULL']],
    ['p', ['Plain']],
    ['a{b}', []],
    // A blank search field is no search.
    ['', titles],
    [' \t', titles],
  ])('for %s finds the same tasks on every transport', async (search, expected) => {
    const outcome = await sameOutcome(ada.transports, 'list', { search, order: 'asc', status: 'pending' })
    const { items } = (outcome as unknown as { value: { items: { title: string; tags: string[] }[] } }).value
    const matches = (title: string) => expected.includes(title)
    expect(items.map(({ title }) => title)).toEqual(titles.filter(matches))
  })
})

describe('query string', () => {
  const send = sendTo(() => server)

  it.each([
    ['tasks?limit=1&limit=2', 'query/limit'],
    ['tasks?limit[]=1', 'query/limit[]'],
    ['tasks?a[b]=1', 'query/a[b]'],
    ['tasks?search=a&search=b', 'query/search'],
    ['tasks?sort=due&sort=due', 'query/sort'],
    ['tasks?overdue=true&overdue=true', 'query/overdue'],
    ['tasks?cursor=a&cursor=b', 'query/cursor'],
    ['tasks?tags=a,b&tags=c', 'query/tags/0'],
    ['tasks?dueBefore=2026-11-23T09:30:00+00:00', 'query/dueBefore'],
    ['tasks?__proto__=1', 'query/__proto__'],
    ['tasks?__proto__[polluted]=1', 'query/__proto__[polluted]'],
    ['tasks?constructor=1', 'query/constructor'],
    ['tasks?hasOwnProperty=1', 'query/hasOwnProperty'],
    ['tasks?%00=1', 'query/\u0000'],
    ['tasks?limit', 'query/limit'],
    ['tasks?LIMIT=1', 'query/LIMIT'],
    ['tasks?userId=me', 'query/userId'],
    ['tasks?format=json', 'query/format'],
    ['tasks/export?format=csv&format=csv', 'query/format'],
    ['stats?timeZone=UTC&timeZone=UTC', 'query/timeZone'],
    ['stats?timeZone[]=UTC', 'query/timeZone[]'],
    ['changes?since=a&since=b', 'query/since'],
    ['changes?limit=1;drop', 'query/limit'],
  ])('is refused by field name: %s', async (path, field) => {
    const { status, body } = await send(`/api/me/${path}`, { token: ada.token })

    const { code, errors } = body as { code: string; errors: { in: string; pointer: string }[] }
    expect([status, code]).toEqual([400, 'invalid_input'])
    expect(errors.map(({ in: place, pointer }) => place + pointer)).toEqual([field])
    expect({}).not.toHaveProperty('polluted')
  })

  it.each(['tags=tag%20of%20Plain&tags=x', 'priority=none&priority=low'])(
    'can repeat a list parameter: %s',
    async (query) => {
      expect(await send(`/api/me/tasks?${query}`, { token: ada.token })).toMatchObject({ status: 200 })
    },
  )

  it.each(['search=%ff', 'search=%ed%a0%80', 'search=%', 'search=%zz', '%ff=1', '&&&', '=', '?', 'search=+&'])(
    'with invalid percent-encoding causes no server error: %s',
    async (query) => {
      expect([200, 400]).toContain((await send(`/api/me/tasks?${query}`, { token: ada.token })).status)
    },
  )
})
