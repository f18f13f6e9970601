import { setTimeout as sleep } from 'node:timers/promises'
import { percentile } from '../percentile.js'
import { type Contestant, contestants } from './contestants.js'
import { load, requestsOf } from './load.js'
import type { Pains } from './options.js'
import { type Running, start } from './running.js'
import { measureClient } from './typed-client.js'
import { isServed } from './wire.js'
import { judged, type Work, works } from './works.js'
import type { Someone, World } from './world.js'

/** A table of something that is measured of our server beside the works. */
export interface Extra {
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

type Setting = { readonly world: World; readonly pains: Pains }

const [floor, ours] = ['floor', 'ours REST'].map(named) as [Contestant, Contestant]
const list = works[0] as Work // the first of a list that is never empty

export async function measureExtras(setting: Setting): Promise<Extra[]> {
  return [
    await starts(setting),
    await client(setting),
    await workers(setting),
    await withOurs(setting, many),
    await withOurs(setting, documents),
  ]
}

async function starts({ world, pains: { rounds } }: Setting): Promise<Extra> {
  const seen = new Map([floor, ours].map((one) => [one, [] as { startedIn: number; rss: number }[]]))
  for (let round = 0; round < rounds; round++) {
    for (const [contestant, all] of seen) {
      const on = await start(contestant, world)
      await sleep(1000)
      all.push({ startedIn: on.startedIn, rss: (await on.usage()).rss })
      await on.stop()
    }
  }
  const middle = (all: number[]) => percentile(all, 0.5)
  return {
    title: 'From start to first answer, and memory a second later',
    head: ['server', 'start ms', 'idle RSS MB'],
    rows: [...seen].map(([{ name }, all]) => [
      name,
      whole(middle(all.map(({ startedIn }) => startedIn))),
      megabytes(middle(all.map(({ rss }) => rss))),
    ]),
  }
}

/** Without the network and `fetch`. */
async function client({ world }: Setting): Promise<Extra> {
  const rows = []
  for (const work of works.filter(({ name }) => judged.includes(name))) {
    const ask = work.ask(world.people[0] as Someone, 0)
    rows.push([work.name, whole(await measureClient(ask, 5000))])
  }
  return { title: 'The typed client by itself, with a fetch that responds at once', head: ['call', 'CPU µs'], rows }
}

async function workers({ world, pains }: Setting): Promise<Extra> {
  const rows = []
  for (const WORKERS of ['1', '2']) {
    const on = await start(ours, world, { WORKERS })
    const requests = await requestsOf(list, on, world)
    await load(on, requests, pains.warmUp)
    rows.push([WORKERS, whole((await load(on, requests, { ...pains.load, connections: 64 })).perSecond)])
    await on.stop()
  }
  return { title: 'Lists of 20 by processes (WORKERS)', head: ['processes', 'requests/s'], rows }
}

async function withOurs(setting: Setting, measure: (on: Running, setting: Setting) => Promise<Extra>): Promise<Extra> {
  const on = await start(ours, setting.world)
  try {
    await load(on, await requestsOf(list, on, setting.world), setting.pains.warmUp)
    return await measure(on, setting)
  } finally {
    await on.stop()
  }
}

async function many(on: Running, { world, pains }: Setting): Promise<Extra> {
  const requests = await requestsOf(list, on, world)
  const rows = []
  for (const connections of [16, 64, 256, 1024]) {
    const { perSecond, cpu, rss } = await load(on, requests, { ...pains.load, connections })
    rows.push([String(connections), whole(perSecond), whole(cpu), megabytes(rss)])
  }
  return { title: 'Lists of 20 by connections', head: ['connections', 'requests/s', 'CPU µs/request', 'RSS MB'], rows }
}

async function documents(on: Running, { pains }: Setting): Promise<Extra> {
  const rows = []
  for (const path of ['/docs', '/openapi.json']) {
    const tag = (await fetch(on.url + path)).headers.get('etag')
    const headers = tag === null ? {} : { 'if-none-match': tag }
    const served = (status: number) => isServed(status, tag === null ? {} : { unless: true })
    const { perSecond, cpu } = await load(on, { all: [{ method: 'GET', path, headers }], isServed: served }, pains.load)
    rows.push([path, tag === null ? 'whole' : 'unchanged', whole(perSecond), whole(cpu)])
  }
  return { title: 'Documents', head: ['page', 'answer', 'requests/s', 'CPU µs/request'], rows }
}

function named(name: string): Contestant | undefined {
  return contestants.find((one) => one.name === name)
}

function whole(value: number): string {
  return value.toFixed(0)
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0)
}
