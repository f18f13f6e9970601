import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { marks } from './data/vocabulary.js'
import { type Fixture, openFixture } from './http/fixture.js'
import { load, requestsOf } from './http/load.js'
import { isServed, toHttp } from './http/request.js'
import { commandOf, describeMachine } from './http/results.js'
import { type RunningServer, start } from './http/running-server.js'
import { type Server, servers } from './http/servers.js'
import { markdown } from './http/tables.js'
import { warmUp } from './http/warm-up.js'
import { targeted, type Workload, workloads } from './http/workloads.js'
import { writePage } from './http/write-page.js'
import { percentile } from './percentile.js'

/*
 * Compares the duration of requests with few tasks in the table and with many: servers, each with its own PostgreSQL, take turns.
 * There is one connection, so that the duration contains no queueing. Then measures what could read all tasks of a user, for one with
 * very many.
 */

/** Number of tasks in the table, of users, and of one user. */
const sizes = [
  { rows: 10_000, users: 100, tasksOfOne: undefined },
  { rows: 1_000_000, users: 10_000, tasksOfOne: 100_000 },
  { rows: 10_000_000, users: 10_000, tasksOfOne: 100_000 },
] as const
const [callers, rounds, calls] = [50, 21, 300]
/** Maximum duration with many tasks as a multiple of that with few, and maximum milliseconds for the user with very many. */
const [max, maxMs] = [1.1, 20]
const spans = {
  start: { ms: 6000, requests: 10_000 },
  warmUp: { ms: 4000, requests: 5000 },
  each: { ms: 450, requests: 0, connections: 1 },
}

interface Side {
  readonly size: (typeof sizes)[number]
  readonly fixture: Fixture
  readonly running: RunningServer
}

const { values } = parseArgs({
  options: { write: { type: 'boolean', default: false }, rows: { type: 'string', default: '' } },
})
const selected = values.rows === '' ? sizes : sizes.filter(({ rows }) => values.rows.split(',').includes(String(rows)))
if (selected.length < 2) throw new TypeError(`--rows needs two or more of ${sizes.map(({ rows }) => rows).join(', ')}`)

const taskpact = servers.find(({ name }) => name === 'Taskpact REST') as Server
const changes: Workload = { name: 'changes', call: () => ({ operation: 'tasks.changes', input: { limit: 20 } }) }
const fixtures: Fixture[] = []
const sides: Side[] = []
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void closeAll().finally(() => process.exit(1)))
try {
  for (const size of selected) {
    const { rows, users, tasksOfOne } = size
    const startedAt = performance.now()
    const fixture = await openFixture({
      users,
      callers,
      tasksEach: (rows - (tasksOfOne ?? 0)) / users,
      ...(tasksOfOne && { tasksOfOne }),
    })
    fixtures.push(fixture)
    console.log(`Filled ${rows} tasks in ${Math.round((performance.now() - startedAt) / 1000)} s.`)
  }
  for (const [at, size] of selected.entries()) {
    const fixture = fixtures[at] as Fixture
    sides.push({ size, fixture, running: await start(taskpact, fixture) })
  }
  for (const { running, fixture } of sides) await warmUp(running, fixture, spans.start)
  const table: string[][] = []
  for (const workload of [...workloads.filter(({ name }) => targeted.includes(name)), changes])
    table.push(await row(workload))
  const ofOne: string[][] = []
  for (const side of sides.filter(({ size }) => size.tasksOfOne)) ofOne.push(...(await rowsOfOne(side)))
  const page = toPage(table, ofOne)
  console.log(page)
  if (values.write) await writePage('GROWTH.md', page)
} finally {
  await closeAll()
}

async function closeAll(): Promise<void> {
  await Promise.allSettled(sides.map(({ running }) => running.stop()))
  await Promise.allSettled(fixtures.map((fixture) => fixture.close()))
}

async function row(workload: Workload): Promise<string[]> {
  const times = sides.map(() => [] as number[])
  const order = sides.map((_, at) => at)
  for (const { running, fixture } of sides)
    await load(running, await requestsOf(workload, running, fixture), spans.warmUp)
  for (let round = 0; round < rounds; round++) {
    for (const at of round % 2 === 0 ? order : order.toReversed()) {
      const { running, fixture } = sides[at] as Side
      const { perSecond } = await load(running, await requestsOf(workload, running, fixture), spans.each)
      times[at]?.push(1000 / perSecond)
    }
    // Only the small table grows noticeably.
    if (workload.name === 'create') await sides[0]?.fixture.restore()
  }
  const [few = [], ...others] = times
  const ratios = others.map((many) =>
    percentile(
      many.map((time, round) => time / (few[round] ?? Number.NaN)),
      0.5,
    ),
  )
  const medians = times.map((all) => percentile(all, 0.5).toFixed(3))
  return [
    workload.name,
    ...medians,
    ...ratios.map((ratio) => ratio.toFixed(2)),
    ratios.every((ratio) => ratio <= max) ? 'yes' : '**no**',
  ]
}

/** Measures requests of the user with very many tasks one by one. */
async function rowsOfOne({ size, running, fixture }: Side): Promise<string[][]> {
  const send = async (operation: string, input: object) => {
    const { path, ...request } = toHttp('rest', { operation, input: { ...input } }, fixture.one.token)
    const startedAt = performance.now()
    const response = await fetch(running.url + path, request)
    await response.arrayBuffer()
    if (!isServed(response.status, {})) throw new Error(`${operation} returned ${response.status}`)
    return performance.now() - startedAt
  }
  const stats = () => send('tasks.stats', {})
  const search = () => send('tasks.list', { limit: 20, search: marks.short })
  const create = (n: number) =>
    send('tasks.create', { title: `Order bread ${n}`, tags: ['work'], dueDate: '2030-01-15' })
  const cases = {
    stats: { measured: stats, before: () => Promise.resolve(0) },
    'stats after each create': { measured: stats, before: create },
    'search for a rare word of two letters': { measured: search, before: () => Promise.resolve(0) },
  }
  const table = [['first stats', String(size.rows), (await stats()).toFixed(1), '', '', '']]
  for (const [name, { measured, before }] of Object.entries(cases)) {
    const times: number[] = []
    for (let call = -50; call < calls; call++) {
      await before(call)
      const time = await measured()
      if (call >= 0) times.push(time)
    }
    const [median, p95, longest] = [percentile(times, 0.5), percentile(times, 0.95), Math.max(...times)]
    table.push([
      name,
      String(size.rows),
      ...[median, p95, longest].map((time) => time.toFixed(1)),
      p95 <= maxMs ? 'yes' : '**no**',
    ])
  }
  return table
}

function toPage(table: readonly string[][], ofOne: readonly string[][]): string {
  const [few, ...many] = selected.map(({ rows }) => `${rows} tasks`)
  const head = ['ms per request', few ?? '', ...many, ...many.map((rows) => `× with ${rows}`), `at most ${max}`]
  const headOfOne = ['', 'tasks in the table', 'median ms', 'p95 ms', 'longest ms', `p95 at most ${maxMs} ms`]
  return `# Response time as the table grows

Generated by ${commandOf('--dir apps/bench growth')}; ${describeMachine(fixtures[0] as Fixture)
    .map(([what, value]) => `${what} ${value}`)
    .join(', ')}; load at the end ${loadavg()
    .map((load) => load.toFixed(1))
    .join(', ')}.

The built server as in production, on PostgreSQL with 2 GB of shared buffers, without fsync and autovacuum, with ${selected
    .map(
      ({ rows, users, tasksOfOne }) =>
        `${rows} tasks of ${users} users${tasksOfOne ? `, ${tasksOfOne} of them of one more user` : ''}`,
    )
    .join(
      '; ',
    )}. Requests of ${callers} users in turn over one connection, for data that is in memory. The servers take turns for
${rounds} rounds: each figure is the median, and × the median of the ratios of the rounds.

${markdown(head, table)}

Requests of the user with very many tasks, one by one, ${calls} of each. The first statistics count all tasks once; those
after each create include storing the counts again.

${markdown(headOfOne, ofOne)}
`
}
