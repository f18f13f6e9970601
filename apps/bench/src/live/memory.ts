import { setTimeout as sleep } from 'node:timers/promises'
import { limits } from '@taskpact/contract'
import type { Caller } from '../http/fixture.js'
import type { RunningServer } from '../http/running-server.js'
import type { Stack } from './stacks.js'
import { openStream } from './stream.js'

/** Number of streams that are opened and closed first, for code and caches. */
const warmUpStreams = 1000

/** Returns the resident memory of an idle stream in kB, after garbage collection. */
export async function memoryPerStream(
  stack: Stack,
  server: RunningServer,
  users: readonly Caller[],
  count: number,
): Promise<number> {
  const open = async (max: number) => {
    const streams = []
    for (const user of users) {
      for (let n = 0; n < limits.waitingRequests && streams.length < max; n++)
        streams.push(await openStream(server.url, stack.stream(user), () => {}))
    }
    return streams
  }
  const rss = async () => {
    await sleep(2000)
    await server.collectGarbage()
    return (await server.usage()).rss
  }
  for (const stream of await open(warmUpStreams)) stream.close()
  const before = await rss()
  const streams = await open(count)
  const after = await rss()
  for (const stream of streams) stream.close()
  return (after - before) / streams.length / 1000
}
