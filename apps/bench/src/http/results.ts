import { readFileSync } from 'node:fs'
import { arch, availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Measured } from './contest.js'
import type { Extra } from './extras.js'
import { latencyTable } from './latency.js'
import type { Span } from './load.js'
import type { Options, Pains } from './options.js'
import { nodeOptions } from './running.js'
import { cpuTable, markdown, namesOf, targetTable, workTable } from './tables.js'
import { targetsOf } from './targets.js'
import type { World } from './world.js'

/** Everything of one run. */
export interface Results {
  readonly measured: readonly Measured[]
  readonly extras: readonly Extra[]
  readonly run: readonly (readonly [what: string, value: string])[]
}

/** What a run depended on, to be told with it. */
export function describeRun(options: Options, world: World): Results['run'] {
  const packages = [...new Set(options.contestants.flatMap((one) => one.packages))].sort()
  return [
    ...describeMachine(world),
    ['data', `${options.users} users × ${options.tasksEach} tasks; ${world.people.length} users call`],
    [
      'rounds',
      `where there are targets ${told(options.judged)}, and at a steady rate twice as many of ${options.judged.pace} ms; else ${told(options.usual)}`,
    ],
    ['packages', packages.map((name) => `${name} ${versionOf(name)}`).join(', ')],
  ]
}

function told({ rounds, warmUp, load }: Pains): string {
  const least = ({ ms, requests }: Span) => `${ms} ms and ${requests} requests at least`
  return `${rounds}, each ${least(load)}, after ${least(warmUp)}`
}

/** Before anything is started. */
const loadAtStart = loadavg()

/** What figures depend on wherever they are measured. */
export function describeMachine({ postgresVersion }: World): Results['run'] {
  return [
    ['date', new Date().toISOString().slice(0, 10)],
    ['machine', `${availableParallelism()} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 1e9)} GB`],
    ['system', `${type()} ${release()} ${arch()}`],
    ['load at the start (1, 5, 15 min)', loadAtStart.map((load) => load.toFixed(1)).join(', ')],
    ['Node', `${process.version} ${nodeOptions}`],
    ['PostgreSQL', postgresVersion],
  ]
}

/** How a page is written anew, with the Node that wrote it. */
export function commandOf(script: string): string {
  return `\`npx -y -p node@${process.versions.node.split('.')[0]} -p pnpm@12 pnpm ${script} --write\``
}

/** The page that is committed. */
export function toPage({ measured, extras, run }: Results): string {
  const works = namesOf(measured, 'work')
  const sections = [
    intro,
    markdown(
      ['run', ''],
      run.map((row) => [...row]),
    ),
    `## CPU of the server for each request\n\n${cpuTable(measured)}\n\n![CPU for each request](RESULTS.svg)`,
    `## Targets\n\n${targetTable(targetsOf(measured))}\n\n${latencyTable(measured)}`,
    ...works.map((work) => `## ${work}\n\n${workTable(measured, work)}${rateOf(measured, work)}`),
    ...extras.map(({ title, head, rows }) => `## ${title}\n\n${markdown(head, rows)}`),
  ]
  return `${sections.join('\n\n')}\n`
}

const intro = `# Our server beside its peers

Written by ${commandOf('bench')}; every figure is of that one run. The load generator, PostgreSQL and the server share the machine,
so requests/s say how they fare together. The figure to quote is the processor time of the server's process for each
request: the median of the rounds, in which all take turns. × floor is the median of the rounds' ratios,
and so is that of each target, but for \`unchanged\`, which is held against another work: there it is the ratio of medians.

- **floor**: bare \`node:http\` and postgres.js, our statements by hand, a token verified once; no validation, framework or log.
- **ours**: the built server as in production: validation both ways, ownership, limits, log lines (to nowhere), metrics, security headers.
- **tuned** peers run our statements, prepared by drizzle once, and remember tokens; **usual** ones verify each token and build each
  query, with transactions for what belongs together, as documentations show it. None of them has limits, logs, metrics or security
  headers; Hono's answers are not validated.
- All are started with the Node options of our image, by the Node that runs the bench. All use ten connections to one PostgreSQL that never waits for the disk, give the same answers (checked before each work), and are
  measured with 32 connections at full load, once V8 has compiled the most of their code: all work for a while before, at everything and at each work, and a quarter of a second in each round.
- Latency is at a steady rate, half of what the slowest of floor, ours and the tuned peers can do; the usual ones, at whose half the
  others would have little to do, have a rate of their own. Requests that were under way while the load generator stood still itself,
  as all does on a machine that others share, do not count, and neither do those with which it caught up.
- Ours alone looks, once in four seconds for each user, whether he is still there: where a round begins with none known, nearly
  all are when the figures begin. Latency's rounds are shorter than that, so nearly no call in its figures looks.`

function rateOf(measured: readonly Measured[], work: string): string {
  const paced = measured.filter((one) => one.work === work && one.latency.length > 0)
  const rates = new Set(paced.map(({ kind, rate }) => `${rate.toFixed(0)}${kind === 'typical' ? ' (usual)' : ''}`))
  return rates.size === 0 ? '' : `\n\nLatency at ${[...rates].join(' and ')} requests/s.`
}

function versionOf(name: string): string {
  const file = fileURLToPath(new URL(`../../node_modules/${name}/package.json`, import.meta.url))
  return String(JSON.parse(readFileSync(file, 'utf8')).version)
}
