import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Cli, openCli } from './run-cli.js'

let cli: Cli
beforeAll(async () => {
  cli = await openCli()
})
afterAll(() => cli?.close())

/** Maximum CPU time of `--help` as a multiple of that of `node -e 0`. */
const maxRatio = 1.2

it('--help costs at most 1.2 times the CPU time of an empty program', () => {
  let ratio = Number.POSITIVE_INFINITY
  // Other processes add CPU time by caches and switches, so a busy machine gets further attempts.
  for (let attempt = 0; attempt < 5 && ratio > maxRatio; attempt++) {
    const runs = Array.from({ length: 20 }, () => [cpuOf('-e', '0'), cpuOf(cli.file, '--help')] as const)
    const [empty, help] = [median(runs.map(([time]) => time)), median(runs.map(([, time]) => time))]
    ratio = help / empty
    process.stdout.write(`--help: ${Math.round(help * 1000)} ms, empty: ${Math.round(empty * 1000)} ms\n`)
  }

  expect(ratio).toBeLessThanOrEqual(maxRatio)
})

/** Returns the seconds of CPU time, user and system, that Node takes with these arguments. */
function cpuOf(...args: string[]): number {
  const script = 'TIMEFORMAT="%U %S"; time "$0" "$@" >/dev/null'
  const { stderr } = spawnSync('bash', ['-c', script, process.execPath, ...args], { encoding: 'utf8' })
  return stderr
    .trim()
    .split(' ')
    .map(Number)
    .reduce((sum, time) => sum + time)
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] as number
}
