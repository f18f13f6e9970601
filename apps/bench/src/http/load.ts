import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import autocannon from 'autocannon'
import { percentile } from '../percentile.js'
import type { Running } from './running.js'
import { type HttpRequest, isServed, toHttp } from './wire.js'
import type { Work } from './works.js'
import type { World } from './world.js'

/** What a contestant did while it was given as much work as it takes. */
export interface Capacity {
  readonly perSecond: number
  /** Of its processor, in microseconds for each request. */
  readonly cpu: number
  /** In bytes, at the end. */
  readonly rss: number
}

interface Requests {
  readonly all: readonly HttpRequest[]
  readonly isServed: (status: number) => boolean
}

/** Milliseconds before the figures begin. */
const rampUp = 250
const patience = 20_000
/** Calls that one connection makes before it begins anew. Of a hundred callers in turn, connections so far apart have different ones. */
const ofConnection = 61
/** How many requests of a work there are, of all callers in turn; then they begin anew. */
const prepared = 2000

/** How long to go on: so many milliseconds, and as many requests; on a machine that is busy with else, ten times as long at most. */
export interface Span {
  readonly ms: number
  readonly requests: number
  /** Default: 32. */
  readonly connections?: number
}

/** Many connections, each with one request under way at all times. Rejects where a request is not served as it was meant. */
export async function load(on: Running, requests: Requests, span: Span): Promise<Capacity> {
  const wrong = new Map<number | string, number>()
  let served = 0
  let opened = 0
  const cannon = autocannon(
    {
      url: on.url,
      connections: span.connections ?? 32,
      duration: 3600, // it is stopped, which it notices when it takes a sample
      sampleInt: 20,
      setupClient: (client) =>
        client.setRequests(span.connections === 1 ? [...requests.all] : sliceFor(opened++, requests.all)),
    },
    () => {}, // given a callback it can be stopped, which its promise cannot
  )
  const note = (what: number | string) => wrong.set(what, (wrong.get(what) ?? 0) + 1)
  cannon.on('response', (_client, status) => {
    if (requests.isServed(status)) served++
    else note(status)
  })
  cannon.on('reqError', (error: Error) => note(error.message))

  await sleep(rampUp)
  const [before, from, servedBefore] = [await on.usage(), performance.now(), served]
  await sleep(span.ms)
  while (isTooFew(served - servedBefore, performance.now() - from, span)) await sleep(20)
  const [after, to, servedAfter] = [await on.usage(), performance.now(), served]
  const ended = once(cannon, 'done')
  cannon.stop()
  await ended
  if (wrong.size > 0) throw new Error(`${on.contestant.name} answered ${JSON.stringify([...wrong])}`)
  const count = servedAfter - servedBefore
  if (count === 0) throw new Error(`${on.contestant.name} served nothing`)
  return { perSecond: (count / (to - from)) * 1000, cpu: (after.cpu - before.cpu) / count, rss: after.rss }
}

/** One request is waited for in any case, for a while. */
function isTooFew(count: number, passed: number, { ms, requests }: Span): boolean {
  return passed < 10 * ms ? count < requests : count === 0 && passed < patience
}

/** Each connection begins elsewhere: else all would ask for the same user at the same time. */
function sliceFor(connection: number, all: readonly HttpRequest[]): autocannon.Request[] {
  return Array.from({ length: ofConnection }, (_, n) => {
    const one = all[(connection * ofConnection + n) % all.length] as HttpRequest
    return { ...one }
  })
}

export interface Latency {
  readonly p50: number
  readonly p99: number
}

/**
 * Requests at a steady rate, whether or not those before are answered, so that a server that is slow is not spared; how long each
 * took, in milliseconds. autocannon would send the requests of a second all at its beginning.
 */
export async function pace(on: Running, { all, isServed }: Requests, rate: number, ms: number): Promise<Latency> {
  const agent = new Agent({ keepAlive: true })
  const { hostname, port } = new URL(on.url)
  const taken: Promise<number>[] = []
  const send = ({ body, ...given }: HttpRequest) =>
    new Promise<number>((resolve, reject) => {
      const began = performance.now()
      request({ ...given, hostname, port, agent }, (response) => {
        if (!isServed(response.statusCode ?? 0)) reject(new Error(`${on.contestant.name}: ${response.statusCode}`))
        response.resume().once('end', () => resolve(performance.now() - began))
      })
        .once('error', reject)
        .end(body)
    })

  const began = performance.now()
  for (let passed = 0; passed < ms; passed = performance.now() - began) {
    const due = Math.min((passed / 1000) * rate, (ms / 1000) * rate)
    while (taken.length < due) taken.push(send(all[taken.length % all.length] as HttpRequest))
    await sleep(1)
  }
  const times = (await Promise.all(taken)).slice(Math.floor(taken.length / 10)) // the first open their connections
  agent.destroy()
  return { p50: percentile(times, 0.5), p99: percentile(times, 0.99) }
}

/** The requests of a work, for all people in turn; of those that ask for news, with what each has already. */
export async function requestsOf(work: Work, on: Running, { people }: World): Promise<Requests> {
  const { wire } = on.contestant
  const tags = new Map<string, string>()
  const all: HttpRequest[] = []
  for (let turn = 0; turn < Math.max(people.length, prepared); turn++) {
    const someone = people[turn % people.length]
    if (!someone) throw new TypeError('Nobody is there')
    const ask = work.ask(someone, turn)
    const one = toHttp(wire, ask, someone.token)
    if (!ask.unless) all.push(one)
    else {
      const tag = tags.get(someone.userId) ?? (await tagOf(on, one))
      tags.set(someone.userId, tag)
      all.push({ ...one, headers: { ...one.headers, 'if-none-match': tag } })
    }
  }
  return { all, isServed: (status) => isServed(status, { ...(tags.size > 0 && { unless: true }) }) }
}

async function tagOf({ url, contestant }: Running, { path, headers }: HttpRequest): Promise<string> {
  const response = await fetch(url + path, { headers })
  await response.text()
  const tag = response.headers.get('etag')
  if (tag === null) throw new Error(`${contestant.name} gave no ETag`)
  return tag
}
