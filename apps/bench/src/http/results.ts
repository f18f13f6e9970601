import { readFileSync } from 'node:fs'
import { arch, availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Measured } from './compare.js'
import type { Extra } from './extras.js'
import type { Fixture } from './fixture.js'
import { latencyTable } from './latency-table.js'
import type { Span } from './load.js'
import type { Effort, Options } from './options.js'
import { nodeOptions } from './running-server.js'
import { cpuTable, markdown, namesOf, targetTable, workloadTable } from './tables.js'
import { targetsOf } from './targets.js'

/** All results of one run. */
export interface Results {
  readonly measured: readonly Measured[]
  readonly extras: readonly Extra[]
  readonly run: readonly (readonly [what: string, value: string])[]
}

/** Describes the conditions of a run. */
export function describeRun(options: Options, fixture: Fixture): Results['run'] {
  const packages = [...new Set(options.servers.flatMap((one) => one.packages))].sort()
  return [
    ...describeMachine(fixture),
    ['data', `${options.users} users × ${options.tasksEach} tasks; ${fixture.callers.length} users call`],
    [
      'rounds',
      `${describe(options.targeted)} for the workloads with targets against peers, and twice as many of ${options.targeted.latencyMs} ms for latency; ${describe(options.others)} for the others`,
    ],
    ['packages', packages.map((name) => `${name} ${versionOf(name)}`).join(', ')],
  ]
}

function describe({ rounds, warmUp, load }: Effort): string {
  const atLeast = ({ ms, requests }: Span) => `at least ${ms} ms and ${requests} requests`
  return `${rounds} of ${atLeast(load)} after a warm-up of ${atLeast(warmUp)}`
}

// read before the servers start
const loadAtStart = loadavg()

/** Describes machine, Node and PostgreSQL. */
export function describeMachine({ postgresVersion }: Fixture): Results['run'] {
  return [
    ['date', new Date().toISOString().slice(0, 10)],
    ['machine', `${availableParallelism()} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 1e9)} GB`],
    ['system', `${type()} ${release()} ${arch()}`],
    ['load at the start (1, 5, 15 min)', loadAtStart.map((load) => load.toFixed(1)).join(', ')],
    ['Node', `${process.version} ${nodeOptions}`],
    ['PostgreSQL', postgresVersion],
  ]
}

/** Returns the command that writes a page, with the running version of Node. */
export function commandOf(script: string): string {
  return `\`npx -y -p node@${process.versions.node.split('.')[0]} -p pnpm@12 pnpm ${script} --write\``
}

/** Returns the page to commit. */
export function toPage({ measured, extras, run }: Results): string {
  const workloads = namesOf(measured, 'workload')
  const sections = [
    intro,
    markdown(
      ['run', ''],
      run.map((row) => [...row]),
    ),
    `## CPU of the server per request\n\n${cpuTable(measured)}\n\n![CPU per request](RESULTS.svg)`,
    `## Targets\n\n${targetTable(targetsOf(measured))}\n\n${latencyTable(measured)}`,
    ...workloads.map(
      (workload) => `## ${workload}\n\n${workloadTable(measured, workload)}${rateOf(measured, workload)}`,
    ),
    ...extras.map(({ title, head, rows }) => `## ${title}\n\n${markdown(head, rows)}`),
  ]
  return `${sections.join('\n\n')}\n`
}

const intro = `# Our server compared with its peers

Written by ${commandOf('bench')}. All figures are from that one run. The load generator, PostgreSQL and the servers share the machine, so
requests/s and latency depend on it. The figure to quote is the CPU time of the server process per request: the median of the rounds, in
which the servers take turns. × floor is the median of the ratios of the rounds, and so is each target; targets that compare two workloads
are ratios of medians.

- **floor**: bare \`node:http\` and postgres.js, with hand-written statements. No framework, validation, limits, log or optional headers.
- **Taskpact**: the built server as in production: validation of input and output, limits, log lines (discarded), metrics, security headers.
- **tuned** peers: the framework on the connection pool and the compiled statements of \`packages/db\`.
- **typical** peers: as the documentation of the framework and of Drizzle shows it. They verify the token of each request, build each
  query when it runs, and use transactions.
- Floor, Taskpact and tuned peers verify a token once, look up a user once in four seconds, prepare statements by name and send those of one
  turn of the event loop over one connection. Peers have no limits, logs, metrics or security headers; Hono does not validate responses.
- All run with the Node options of our image and ten connections to one PostgreSQL that does not wait for the disk. They return the same
  responses, which is checked before each workload. Load comes from 32 connections, after a warm-up with all kinds of requests, one with the
  workload, and a quarter of a second in each round.
- \`create with key\` sends a new \`Idempotency-Key\` with each request; \`create by the typed client\` the requests of \`@taskpact/client\`.
- Latency is measured at a constant rate, half of what the slowest of floor, Taskpact and tuned peers serves; typical peers have a rate of their
  own. Requests in flight while the load generator was stalled do not count.`

function rateOf(measured: readonly Measured[], workload: string): string {
  const paced = measured.filter((one) => one.workload === workload && one.latency.length > 0)
  const rates = new Set(paced.map(({ kind, rate }) => `${rate.toFixed(0)}${kind === 'typical' ? ' (typical)' : ''}`))
  return rates.size === 0 ? '' : `\n\nLatency at ${[...rates].join(' and ')} requests/s.`
}

function versionOf(name: string): string {
  const file = fileURLToPath(new URL(`../../node_modules/${name}/package.json`, import.meta.url))
  return String(JSON.parse(readFileSync(file, 'utf8')).version)
}
