import { limits } from '@taskpact/contract'
import { toTable, versionsOf } from '../../types/report.js'
import type { Caller, Fixture } from '../http/fixture.js'
import { type RunningServer, start } from '../http/running-server.js'
import { percentile } from '../percentile.js'
import { type Load, measureDelivery } from './latency.js'
import { memoryPerStream } from './memory.js'
import { peers, type Stack, taskpact } from './stacks.js'

interface Figures {
  /** Each write has one reader. */
  readonly single: Path
  /** Each write has as many as a user may have. */
  readonly shared: Path
  /** CPU time per event of `shared` in microseconds, without that of the same writes while there are no streams. */
  readonly delivery: number
}

interface Path {
  /** Milliseconds from the request of a write until its event arrived. */
  readonly p50: number
  readonly p99: number
  /** CPU time per event in microseconds, with that of the writes. */
  readonly cpu: number
}

/** Streams that are open during the writes, and idle ones. */
const [streams, idle] = [1000, 2000]
const rounds = 3
const perUser = limits.waitingRequests
const singleWrites = { writes: 1000, interval: 3 }
const sharedWrites = { writes: 150, interval: 16 }

/** Measures the streams of all stacks in turn, in several rounds. Returns a section of the page. */
export async function compareStacks(fixture: Fixture): Promise<string> {
  const stacks = [taskpact, ...peers]
  const measured = stacks.map((): Figures[] => [])
  const memory: number[] = []
  const running: RunningServer[] = []
  try {
    for (const stack of stacks) {
      const server = await start(stack.server, fixture)
      running.push(server)
      memory.push(await memoryPerStream(stack, server, fixture.callers, idle))
      const load = { streamsPerUser: perUser, writes: 1000, interval: 2 }
      await measureDelivery(stack, [server, server], fixture.callers.slice(0, streams / perUser), load) // V8 optimizes
    }
    for (let round = 0; round < rounds; round++) {
      for (const [at, stack] of stacks.entries())
        measured[at]?.push(await measure(stack, running[at] as RunningServer, fixture.callers))
      await fixture.restore()
    }
  } finally {
    for (const server of running) await server.stop()
  }
  return toSection(stacks, memory, measured)
}

async function measure(stack: Stack, server: RunningServer, users: readonly Caller[]): Promise<Figures> {
  const some = users.slice(0, streams / perUser)
  const deliver = async (to: readonly Caller[], load: Load): Promise<Path> => {
    const { afterRequest, expected, cpu } = await measureDelivery(stack, [server, server], to, load)
    if (afterRequest.length !== expected)
      throw new Error(`${stack.server.name} sent ${afterRequest.length} of ${expected} events`)
    return { p50: percentile(afterRequest, 0.5), p99: percentile(afterRequest, 0.99), cpu: cpu / expected }
  }
  const single = await deliver(users.slice(0, streams), { ...singleWrites, streamsPerUser: 1 })
  const writes = await measureDelivery(stack, [server, server], some, { ...sharedWrites, streamsPerUser: 0 })
  const shared = await deliver(some, { ...sharedWrites, streamsPerUser: perUser })
  return { single, shared, delivery: shared.cpu - writes.cpu / (sharedWrites.writes * perUser) }
}

function toSection(
  stacks: readonly Stack[],
  memory: readonly number[],
  measured: readonly (readonly Figures[])[],
): string {
  /** The medians of the values of the rounds, and of their ratios to the first column. */
  const row = (name: string, digits: number, columns: readonly (readonly number[])[]) => [
    name,
    ...columns.map((values, at) => {
      const value = percentile(values, 0.5).toFixed(digits)
      const ratios = values.map((one, round) => one / (columns[0]?.[round] ?? Number.NaN))
      return at === 0 ? value : `${value} (${percentile(ratios, 0.5).toFixed(2)} ×)`
    }),
  ]
  const each = (name: string, digits: number, of: (figures: Figures) => number) =>
    row(
      name,
      digits,
      measured.map((rounds) => rounds.map(of)),
    )
  const many = `${perUser} readers`
  const rows = [
    ['', ...stacks.map(({ server }) => server.name)],
    row(
      'memory of an idle stream, kB',
      1,
      memory.map((value) => [value]),
    ),
    each('1 reader: CPU of a write and its event, µs', 0, ({ single }) => single.cpu),
    each(`${many}: CPU per event with its share of the write, µs`, 0, ({ shared }) => shared.cpu),
    each(`${many}: CPU per event without the write, µs`, 0, ({ delivery }) => delivery),
    each('1 reader: p50 after the request, ms', 1, ({ single }) => single.p50),
    each('1 reader: p99 after the request, ms', 1, ({ single }) => single.p99),
    each(`${many}: p50 after the request, ms`, 1, ({ shared }) => shared.p50),
    each(`${many}: p99 after the request, ms`, 1, ({ shared }) => shared.p99),
  ]
  return `## Beside other stacks

${versionsOf(peers.flatMap(({ server }) => server.packages))}.

The same work in one process of each stack: tRPC sends \`tracked\` events of a subscription, oRPC those of an event iterator, Hono those of
\`streamSSE\`. The peers emit events from memory: they have no database, no authorization, and no events to resume a stream from. Taskpact
commits each write to PostgreSQL, authorizes each stream again before each event, reads the event from the database, and resumes a stream
after its last event. Its times after the request contain that transaction.

Events have about 580 bytes. ${streams} streams are open. Either each is of another user, and ${singleWrites.writes} writes have 1 reader each; or each user has ${perUser}, the maximum of our
API, and ${sharedWrites.writes} writes have ${perUser} readers each. The memory is of ${idle} idle streams, after garbage collection. The other figures are medians of
${rounds} rounds in which the stacks take turns. In parentheses is the median of the ratios to Taskpact.

${toTable(rows)}
`
}
