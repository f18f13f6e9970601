import { setTimeout as sleep } from 'node:timers/promises'
import { percentile } from '../percentile.js'
import { limitCpu } from './cpu-quota.js'
import type { Caller, Fixture } from './fixture.js'
import { load, requestsOf } from './load.js'
import type { Effort } from './options.js'
import { isServed } from './request.js'
import { type RunningServer, start } from './running-server.js'
import { type Server, servers } from './servers.js'
import { measureClient } from './typed-client.js'
import { targeted, type Workload, workloads } from './workloads.js'

/** A table of other measurements of Taskpact. */
export interface Extra {
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

type Setting = { readonly fixture: Fixture; readonly effort: Effort }

const [floor, taskpact] = ['floor', 'Taskpact REST'].map(named) as [Server, Server]
const list = workloads[0] as Workload // the list is not empty

export async function measureExtras(setting: Setting): Promise<Extra[]> {
  return [
    await starts(setting),
    await client(setting),
    await workers(setting),
    await withTaskpact(setting, connections),
    await withTaskpact(setting, documents),
  ]
}

async function starts({ fixture, effort: { rounds } }: Setting): Promise<Extra> {
  const received = new Map([floor, taskpact].map((one) => [one, [] as { startedIn: number; rss: number }[]]))
  for (let round = 0; round < rounds; round++) {
    for (const [server, all] of received) {
      const running = await start(server, fixture)
      await sleep(1000)
      all.push({ startedIn: running.startedIn, rss: (await running.usage()).rss })
      await running.stop()
    }
  }
  const middle = (all: number[]) => percentile(all, 0.5)
  return {
    title: 'Time to the first response, and memory one second later',
    head: ['server', 'start ms', 'idle RSS MB'],
    rows: [...received].map(([{ name }, all]) => [
      name,
      rounded(middle(all.map(({ startedIn }) => startedIn))),
      megabytes(middle(all.map(({ rss }) => rss))),
    ]),
  }
}

/** Measures the client without the network and `fetch`. */
async function client({ fixture }: Setting): Promise<Extra> {
  const rows = []
  for (const workload of workloads.filter(({ name }) => targeted.includes(name))) {
    const call = workload.call(fixture.callers[0] as Caller, 0)
    rows.push([workload.name, rounded(await measureClient(call, 5000))])
  }
  return { title: 'The typed client by itself, with a fetch that responds at once', head: ['call', 'CPU µs'], rows }
}

/** The share of a core that each process may use, so that four of them, the load and the database fit on two cores. */
const coreShare = 0.12

/** Measures whether processes add up, each on a slow core of its own. */
async function workers({ fixture, effort }: Setting): Promise<Extra> {
  const rates: number[] = []
  for (const WORKERS of ['1', '2', '4']) {
    const running = await start(taskpact, fixture, { WORKERS })
    const requests = await requestsOf(list, running, fixture)
    await load(running, requests, effort.warmUp)
    const release = running.processes().map((pid) => limitCpu(pid, coreShare))
    rates.push((await load(running, requests, { ...effort.load, connections: 64 })).perSecond)
    await running.stop()
    for (const remove of release) remove()
  }
  const [one = 0] = rates
  return {
    title: `Lists of 20 by processes (WORKERS), each on ${coreShare * 100} % of a core`,
    head: ['processes', 'requests/s', '× one process'],
    rows: rates.map((rate, index) => [String(2 ** index), rounded(rate), (rate / one).toFixed(2)]),
  }
}

async function withTaskpact(
  setting: Setting,
  measure: (running: RunningServer, setting: Setting) => Promise<Extra>,
): Promise<Extra> {
  const running = await start(taskpact, setting.fixture)
  try {
    await load(running, await requestsOf(list, running, setting.fixture), setting.effort.warmUp)
    return await measure(running, setting)
  } finally {
    await running.stop()
  }
}

async function connections(running: RunningServer, { fixture, effort }: Setting): Promise<Extra> {
  const requests = await requestsOf(list, running, fixture)
  const rows = []
  for (const count of [16, 64, 256, 1024]) {
    const { perSecond, cpu, rss } = await load(running, requests, { ...effort.load, connections: count })
    rows.push([String(count), rounded(perSecond), rounded(cpu), megabytes(rss)])
  }
  return { title: 'Lists of 20 by connections', head: ['connections', 'requests/s', 'CPU µs/request', 'RSS MB'], rows }
}

async function documents(running: RunningServer, { effort }: Setting): Promise<Extra> {
  const rows = []
  for (const path of ['/docs', '/openapi.json']) {
    const tag = (await fetch(running.url + path)).headers.get('etag')
    const headers = tag === null ? {} : { 'if-none-match': tag }
    const hasExpectedStatus = (status: number) => isServed(status, tag === null ? {} : { conditional: true })
    const { perSecond, cpu } = await load(
      running,
      { all: [{ method: 'GET', path, headers }], isServed: hasExpectedStatus },
      effort.load,
    )
    rows.push([path, tag === null ? 'complete' : 'not modified', rounded(perSecond), rounded(cpu)])
  }
  return { title: 'Documents', head: ['page', 'response', 'requests/s', 'CPU µs/request'], rows }
}

function named(name: string): Server | undefined {
  return servers.find((one) => one.name === name)
}

function rounded(value: number): string {
  return value.toFixed(0)
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0)
}
