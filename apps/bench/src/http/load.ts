import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import autocannon from 'autocannon'
import type { Fixture } from './fixture.js'
import { freshHeaders, type HttpRequest, isServed, toHttp } from './request.js'
import type { RunningServer } from './running-server.js'
import { recordClient } from './typed-client.js'
import type { Workload } from './workloads.js'

/** Results of a server at full load. */
export interface LoadResult {
  readonly perSecond: number
  /** CPU time of the server per request, in microseconds. */
  readonly cpu: number
  /** Resident memory in bytes, at the end. */
  readonly rss: number
}

export interface Requests {
  readonly all: readonly HttpRequest[]
  /** Number of users that send requests, in turn. */
  readonly callers: number
  readonly isServed: (status: number) => boolean
}

/** Milliseconds at the start that are not counted. */
const rampUp = 250
/** Timeout for the first request in milliseconds. */
const firstTimeout = 20_000
/** Number of requests of one connection, which it repeats. With 100 callers in turn, no two connections send for the same one. */
const perConnection = 61
/** Number of different requests of a workload. */
const prepared = 2000

/** Minimum duration and number of requests. On a busy machine it ends after ten times the duration in any case. */
export interface Span {
  readonly ms: number
  readonly requests: number
  /** Defaults to 32. */
  readonly connections?: number
}

/** Loads a server over many connections, each with one request in flight. Rejects if a response has an unexpected status. */
export async function load(
  running: RunningServer,
  requests: Omit<Requests, 'callers'>,
  span: Span,
): Promise<LoadResult> {
  const unexpected = new Map<number | string, number>()
  let served = 0
  let opened = 0
  const cannon = autocannon(
    {
      url: running.url,
      connections: span.connections ?? 32,
      duration: 3600, // stopped earlier, which it notices at its next sample
      sampleInt: 20,
      setupClient: (client) =>
        client.setRequests(span.connections === 1 ? requests.all.map(toCannon) : sliceFor(opened++, requests.all)),
    },
    () => {}, // returns something that can be stopped only if there is a callback
  )
  const note = (what: number | string) => unexpected.set(what, (unexpected.get(what) ?? 0) + 1)
  cannon.on('response', (_client, status) => {
    if (requests.isServed(status)) served++
    else note(status)
  })
  cannon.on('reqError', (error: Error) => note(error.message))

  await sleep(rampUp)
  const [before, from, servedBefore] = [await running.usage(), performance.now(), served]
  await sleep(span.ms)
  while (isTooFew(served - servedBefore, performance.now() - from, span)) await sleep(20)
  const [after, to, servedAfter] = [await running.usage(), performance.now(), served]
  const ended = once(cannon, 'done')
  cannon.stop()
  await ended
  if (unexpected.size > 0) throw new Error(`${running.server.name} returned ${JSON.stringify([...unexpected])}`)
  const count = servedAfter - servedBefore
  if (count === 0) throw new Error(`${running.server.name} served nothing`)
  return { perSecond: (count / (to - from)) * 1000, cpu: (after.cpu - before.cpu) / count, rss: after.rss }
}

function isTooFew(count: number, passed: number, { ms, requests }: Span): boolean {
  return passed < 10 * ms ? count < requests : count === 0 && passed < firstTimeout
}

/** Each connection starts with another request, so that they are not all for the same user. */
function sliceFor(connection: number, all: readonly HttpRequest[]): autocannon.Request[] {
  return Array.from({ length: perConnection }, (_, n) => {
    return toCannon(all[(connection * perConnection + n) % all.length] as HttpRequest)
  })
}

function toCannon(one: HttpRequest): autocannon.Request {
  const { needsFreshKey, ...request } = one
  return needsFreshKey ? { ...request, setupRequest: (sent) => ({ ...sent, headers: freshHeaders(one) }) } : request
}

/** Returns the requests of a workload, for all callers in turn. Conditional ones have the current ETag of their caller. */
export async function requestsOf(
  workload: Workload,
  running: RunningServer,
  { callers }: Fixture,
  count = Math.max(callers.length, prepared),
): Promise<Requests> {
  const { protocol } = running.server
  const tags = new Map<string, string>()
  const all: HttpRequest[] = []
  const calls = Array.from({ length: count }, (_, round) => {
    const caller = callers[round % callers.length]
    if (!caller) throw new TypeError('The fixture has no callers')
    return { caller, token: caller.token, call: workload.call(caller, round) }
  })
  if (workload.byClient)
    return { all: await recordClient(calls), callers: callers.length, isServed: (status) => isServed(status, {}) }
  for (const { caller, call } of calls) {
    const one = toHttp(protocol, call, caller.token)
    if (!call.conditional) all.push(one)
    else {
      const tag = tags.get(caller.userId) ?? (await tagOf(running, one))
      tags.set(caller.userId, tag)
      all.push({ ...one, headers: { ...one.headers, 'if-none-match': tag } })
    }
  }
  return {
    all,
    callers: callers.length,
    isServed: (status) => isServed(status, { ...(tags.size > 0 && { conditional: true }) }),
  }
}

async function tagOf({ url, server }: RunningServer, { path, headers }: HttpRequest): Promise<string> {
  const response = await fetch(url + path, { headers })
  await response.text()
  const tag = response.headers.get('etag')
  if (tag === null) throw new Error(`${server.name} sent no ETag`)
  return tag
}
