import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import autocannon from 'autocannon'
import type { Running } from './running.js'
import { recordClient } from './typed-client.js'
import { freshHeaders, type HttpRequest, isServed, toHttp } from './wire.js'
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

export interface Requests {
  readonly all: readonly HttpRequest[]
  /** By how many people they are, in turn. */
  readonly callers: number
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
export async function load(on: Running, requests: Omit<Requests, 'callers'>, span: Span): Promise<Capacity> {
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
        client.setRequests(span.connections === 1 ? requests.all.map(toCannon) : sliceFor(opened++, requests.all)),
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
    return toCannon(all[(connection * ofConnection + n) % all.length] as HttpRequest)
  })
}

function toCannon(one: HttpRequest): autocannon.Request {
  const { needsFreshKey, ...request } = one
  return needsFreshKey ? { ...request, setupRequest: (sent) => ({ ...sent, headers: freshHeaders(one) }) } : request
}

/** The requests of a work, for all people in turn; of those that ask for news, with what each has already. */
export async function requestsOf(
  work: Work,
  on: Running,
  { people }: World,
  count = Math.max(people.length, prepared),
): Promise<Requests> {
  const { wire } = on.contestant
  const tags = new Map<string, string>()
  const all: HttpRequest[] = []
  const calls = Array.from({ length: count }, (_, turn) => {
    const someone = people[turn % people.length]
    if (!someone) throw new TypeError('Nobody is there')
    return { someone, token: someone.token, ask: work.ask(someone, turn) }
  })
  if (work.byClient)
    return { all: await recordClient(calls), callers: people.length, isServed: (status) => isServed(status, {}) }
  for (const { someone, ask } of calls) {
    const one = toHttp(wire, ask, someone.token)
    if (!ask.unless) all.push(one)
    else {
      const tag = tags.get(someone.userId) ?? (await tagOf(on, one))
      tags.set(someone.userId, tag)
      all.push({ ...one, headers: { ...one.headers, 'if-none-match': tag } })
    }
  }
  return {
    all,
    callers: people.length,
    isServed: (status) => isServed(status, { ...(tags.size > 0 && { unless: true }) }),
  }
}

async function tagOf({ url, contestant }: Running, { path, headers }: HttpRequest): Promise<string> {
  const response = await fetch(url + path, { headers })
  await response.text()
  const tag = response.headers.get('etag')
  if (tag === null) throw new Error(`${contestant.name} gave no ETag`)
  return tag
}
