import { setTimeout as sleep } from 'node:timers/promises'
import type { Caller } from '../http/fixture.js'
import type { RunningServer } from '../http/running-server.js'
import type { Stack } from './stacks.js'
import { openStream } from './stream.js'

export interface Delivery {
  /** Milliseconds from the response of a write until its event arrived; negative if the event was first. One for each stream. */
  readonly afterResponse: readonly number[]
  /** The same from the request of the write. */
  readonly afterRequest: readonly number[]
  readonly expected: number
  /** CPU time of the process with the streams, in microseconds, until the last event arrived. */
  readonly cpu: number
}

export interface Load {
  readonly streamsPerUser: number
  readonly writes: number
  /** Milliseconds between two writes. */
  readonly interval: number
}

/** Milliseconds for events, more than any path takes, and for those that a stream gets twice. */
const [maxDelay, repetitionDelay] = [3000, 300]

/** Writes by one instance while every user has streams of another one, or of the same. */
export async function measureDelivery(
  stack: Stack,
  [writer, reader]: readonly [RunningServer, RunningServer],
  users: readonly Caller[],
  { streamsPerUser, writes, interval }: Load,
): Promise<Delivery> {
  const arrivals = new Map<string, number[]>()
  const expected = writes * streamsPerUser
  let arrived = 0
  const onTitle = (title: string) => {
    const all = arrivals.get(title)
    if (all) arrived = all.push(performance.now()) > streamsPerUser ? arrived : arrived + 1
  }
  const streams = []
  for (const user of users) {
    for (let n = 0; n < streamsPerUser; n++) streams.push(await openStream(reader.url, stack.stream(user), onTitle))
  }
  const times = new Map<string, { readonly requested: number; responded: number }>()
  const write = async (n: number) => {
    const user = users[n % users.length] as Caller
    const title = `Live ${crypto.randomUUID()}`
    const time = { requested: performance.now(), responded: Number.NaN }
    arrivals.set(title, [])
    times.set(title, time)
    const { path, ...request } = stack.write(user, title)
    const response = await fetch(writer.url + path, request)
    await response.text()
    if (!response.ok) throw new Error(`A write was refused with ${response.status}`)
    time.responded = performance.now()
  }
  const before = await reader.usage()
  const pending = []
  for (let n = 0; n < writes; n++) {
    pending.push(write(n))
    await sleep(interval)
  }
  await Promise.all(pending)
  for (const until = performance.now() + maxDelay; arrived < expected && performance.now() < until; ) await sleep(5)
  const after = await reader.usage()
  await sleep(repetitionDelay)
  for (const stream of streams) stream.close()

  const since = (from: 'requested' | 'responded') =>
    [...arrivals].flatMap(([title, all]) => all.map((at) => at - (times.get(title)?.[from] ?? Number.NaN)))
  return { afterResponse: since('responded'), afterRequest: since('requested'), expected, cpu: after.cpu - before.cpu }
}
