import { setTimeout as sleep } from 'node:timers/promises'
import type { Caller } from '../http/fixture.js'
import { openStream } from './stream.js'

export interface Delivery {
  /** Milliseconds from the response of a write until its event arrived; negative if the event was first. One for each stream. */
  readonly afterResponse: readonly number[]
  /** The same from the request of the write. */
  readonly afterRequest: readonly number[]
  readonly expected: number
}

export interface Load {
  readonly streamsPerUser: number
  readonly writes: number
  /** Milliseconds between two writes. */
  readonly interval: number
}

/** Writes by one instance while every user has streams of another one, or of the same. */
export async function measureDelivery(
  [writer, reader]: readonly [url: string, url: string],
  users: readonly Caller[],
  { streamsPerUser, writes, interval }: Load,
): Promise<Delivery> {
  const arrivals = new Map<string, number[]>()
  const onTitle = (title: string) => void arrivals.get(title)?.push(performance.now())
  const streams = []
  for (const user of users) {
    for (let n = 0; n < streamsPerUser; n++) streams.push(await openStream(reader, user, onTitle))
  }
  const times = new Map<string, { readonly requested: number; responded: number }>()
  const write = async (n: number) => {
    const user = users[n % users.length] as Caller
    const title = `Live ${crypto.randomUUID()}`
    const time = { requested: performance.now(), responded: Number.NaN }
    arrivals.set(title, [])
    times.set(title, time)
    const response = await fetch(`${writer}/api/me/tasks`, {
      method: 'POST',
      headers: { authorization: `Bearer ${user.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ title }),
    })
    await response.text()
    if (!response.ok) throw new Error(`A write was refused with ${response.status}`)
    time.responded = performance.now()
  }
  const pending = []
  for (let n = 0; n < writes; n++) {
    pending.push(write(n))
    await sleep(interval)
  }
  await Promise.all(pending)
  await sleep(3000) // more than any path takes
  for (const stream of streams) stream.close()

  const since = (from: 'requested' | 'responded') =>
    [...arrivals].flatMap(([title, all]) => all.map((at) => at - (times.get(title)?.[from] ?? Number.NaN)))
  return { afterResponse: since('responded'), afterRequest: since('requested'), expected: writes * streamsPerUser }
}
