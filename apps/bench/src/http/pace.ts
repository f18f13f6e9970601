import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { percentile } from '../percentile.js'
import type { Requests } from './load.js'
import type { Running } from './running.js'
import { freshHeaders, type HttpRequest } from './wire.js'

/** Milliseconds by which the generator may be late: where it is more, it stood still, or the whole machine did. */
const steady = 4
/** Milliseconds before the figures begin: whoever has waited for his turn is cold. */
const rampUp = 250

export interface Latency {
  readonly p50: number
  readonly p99: number
}

/**
 * Requests at a steady rate, whether or not those before are answered, so that a server that is slow is not spared; how long each
 * took, in milliseconds. Everybody has called once before, on a connection that stays open. What was under way while this process
 * stood still itself tells nothing of the server, and is left out. autocannon would send the requests of a second all at its beginning.
 */
export async function pace(
  on: Running,
  { all, callers, isServed }: Requests,
  rate: number,
  ms: number,
): Promise<Latency> {
  const agent = new Agent({ keepAlive: true })
  const { hostname, port } = new URL(on.url)
  const send = (one: HttpRequest) =>
    new Promise<Taken>((resolve, reject) => {
      const from = performance.now()
      request({ method: one.method, path: one.path, headers: freshHeaders(one), hostname, port, agent }, (response) => {
        if (!isServed(response.statusCode ?? 0)) reject(new Error(`${on.contestant.name}: ${response.statusCode}`))
        response.resume().once('end', () => resolve({ from, to: performance.now() }))
      })
        .once('error', reject)
        .end(one.body)
    })

  for (const one of all.slice(0, callers)) await send(one)
  const sent: Promise<Taken>[] = []
  const stalls: Taken[] = []
  const began = performance.now()
  const counts = began + rampUp
  for (let now = began, last = began; now < counts + ms; last = now, now = performance.now()) {
    // What it then sends at once is not at that rate: it lasts about as long until that is caught up with.
    if (now - last > steady) stalls.push({ from: last, to: 2 * now - last })
    const due = ((now - began) / 1000) * rate
    while (sent.length < due) sent.push(send(all[(callers + sent.length) % all.length] as HttpRequest))
    await sleep(1)
  }
  const taken = await Promise.all(sent)
  agent.destroy()
  const counted = taken.filter(
    (one) => one.from >= counts && !stalls.some((stall) => one.from <= stall.to && stall.from <= one.to),
  )
  if (counted.length === 0) throw new Error('The load generator, or the machine, stood still nearly all the time')
  const times = counted.map(({ from, to }) => to - from)
  return { p50: percentile(times, 0.5), p99: percentile(times, 0.99) }
}

interface Taken {
  readonly from: number
  readonly to: number
}
