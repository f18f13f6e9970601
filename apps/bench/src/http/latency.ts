import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { percentile } from '../percentile.js'
import type { Requests } from './load.js'
import { freshHeaders, type HttpRequest } from './request.js'
import type { RunningServer } from './running-server.js'

/** Milliseconds. If the load generator is later than that, it or the whole machine was stalled. */
const maxDelay = 4
/** Milliseconds at the start that are not counted, because the server was idle before. */
const rampUp = 250

export interface Latency {
  readonly p50: number
  readonly p99: number
}

/**
 * Sends requests at a constant rate, whether or not earlier ones were answered (no coordinated omission), and returns percentiles of
 * their durations in milliseconds. Every caller sends one request before. Requests in flight during a stall of this process are not
 * counted. autocannon is not used, because it would send the requests of each second at once.
 */
export async function measureLatency(
  running: RunningServer,
  { all, callers, isServed }: Requests,
  rate: number,
  ms: number,
): Promise<Latency> {
  const agent = new Agent({ keepAlive: true })
  const { hostname, port } = new URL(running.url)
  const send = (one: HttpRequest) =>
    new Promise<Interval>((resolve, reject) => {
      const from = performance.now()
      request({ method: one.method, path: one.path, headers: freshHeaders(one), hostname, port, agent }, (response) => {
        if (!isServed(response.statusCode ?? 0)) reject(new Error(`${running.server.name}: ${response.statusCode}`))
        response.resume().once('end', () => resolve({ from, to: performance.now() }))
      })
        .once('error', reject)
        .end(one.body)
    })

  for (const one of all.slice(0, callers)) await send(one)
  const sent: Promise<Interval>[] = []
  const stalls: Interval[] = []
  const startedAt = performance.now()
  const countsFrom = startedAt + rampUp
  for (let now = startedAt, last = startedAt; now < countsFrom + ms; last = now, now = performance.now()) {
    // Catching up takes about as long as the stall.
    if (now - last > maxDelay) stalls.push({ from: last, to: 2 * now - last })
    const due = ((now - startedAt) / 1000) * rate
    while (sent.length < due) sent.push(send(all[(callers + sent.length) % all.length] as HttpRequest))
    await sleep(1)
  }
  const durations = await Promise.all(sent)
  agent.destroy()
  const counted = durations.filter(
    (one) => one.from >= countsFrom && !stalls.some((stall) => one.from <= stall.to && stall.from <= one.to),
  )
  if (counted.length === 0) throw new Error('The load generator or the machine was stalled nearly all the time')
  const times = counted.map(({ from, to }) => to - from)
  return { p50: percentile(times, 0.5), p99: percentile(times, 0.99) }
}

interface Interval {
  readonly from: number
  readonly to: number
}
