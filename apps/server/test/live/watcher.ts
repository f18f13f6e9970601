import { setTimeout as sleep } from 'node:timers/promises'
import { type OpenedStream, openStream } from './open-stream.js'

/** A client that reconnects after each end of its stream, to the next server, as an EventSource does. */
export interface Watcher {
  /** The ids of the tasks in the order in which they were received. */
  readonly tasks: readonly string[]
  /** When each of them was received, by its id. */
  readonly receivedAt: ReadonlyMap<string, number>
  readonly connections: number
  stop(): Promise<void>
}

export function startWatcher(urls: readonly string[], token: string): Watcher {
  const tasks: string[] = []
  const receivedAt = new Map<string, number>()
  let lastEventId: string | undefined
  let connections = 0
  let isStopped = false

  function take(stream: OpenedStream, from: number): number {
    for (const { id, data } of stream.events.slice(from)) {
      lastEventId = id
      for (const change of data.items) {
        const taskId = change.type === 'put' ? change.task.id : change.id
        tasks.push(taskId)
        receivedAt.set(taskId, performance.now())
      }
    }
    return stream.events.length
  }

  async function watch(): Promise<void> {
    while (!isStopped) {
      const url = urls[connections++ % urls.length] as string
      const stream = await openStream(url, token, lastEventId).catch(() => undefined)
      let taken = 0
      while (stream && !stream.isOver && !isStopped) {
        await sleep(2)
        taken = take(stream, taken)
      }
      if (stream) take(stream, taken)
      stream?.close()
      await sleep(50)
    }
  }
  const watching = watch()
  return {
    tasks,
    receivedAt,
    get connections() {
      return connections
    },
    async stop() {
      isStopped = true
      await watching
    },
  }
}
