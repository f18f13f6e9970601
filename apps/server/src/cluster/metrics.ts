import cluster, { type Worker } from 'node:cluster'
import { AggregatorRegistry, type MetricObjectWithValues, type MetricValue, type Registry } from 'prom-client'

type Measurements = MetricObjectWithValues<MetricValue<string>>[]

/**
 * A worker asks the primary, which asks each worker that serves, and tells the first what all of them measure. (The library's own
 * way waits for workers that are only starting.)
 */
interface Message {
  readonly topic: 'taskpact:metrics'
  readonly ask: 'all' | 'one'
  readonly id: number
  /** Of the answer to `all`. */
  readonly text?: string
  /** Of the answer to `one`. */
  readonly measurements?: Measurements
}

/** Milliseconds for a worker to answer: who does not is left out. */
const patience = { one: 1000, all: 2000 }

/** Lets workers ask for the metrics of all; call it once, in the primary. */
export function collectMetricsForWorkers(): void {
  const serving = new Set<Worker>()
  cluster.on('listening', (worker) => void serving.add(worker))
  cluster.on('exit', (worker) => void serving.delete(worker))
  cluster.on('message', async (asking, message: unknown) => {
    if (!isOurs(message) || message.ask !== 'all') return
    const measured = await Promise.all([...serving].map((worker) => measurementsOf(worker)))
    const all = AggregatorRegistry.aggregate(measured.filter((one) => one !== undefined))
    const text = await all.metrics()
    if (asking.isConnected()) asking.send({ ...message, text })
  })
}

/** Lets the primary ask this worker. */
export function sendMetricsToPrimary(registry: Registry): void {
  process.on('message', async (message: unknown) => {
    if (!isOurs(message) || message.ask !== 'one') return
    const measurements = await registry.getMetricsAsJSON()
    if (process.connected) process.send?.({ ...message, measurements })
  })
}

/** The metrics of all workers together, asked by one of them. */
export async function aggregatedMetrics(): Promise<string> {
  const answer = await ask({ on: process, send: (message) => process.send?.(message) }, 'all')
  if (answer?.text === undefined) throw new Error('The primary did not tell the metrics')
  return answer.text
}

async function measurementsOf(worker: Worker): Promise<Measurements | undefined> {
  if (!worker.isConnected()) return undefined
  return (await ask({ on: worker, send: (message) => worker.send(message) }, 'one'))?.measurements
}

interface Other {
  readonly on: Pick<NodeJS.EventEmitter, 'on' | 'off'>
  readonly send: (message: Message) => void
}

let asked = 0

function ask(other: Other, what: Message['ask']): Promise<Message | undefined> {
  asked += 1
  const id = asked
  return new Promise((resolve) => {
    const end = (answer?: Message) => {
      clearTimeout(late)
      other.on.off('message', listen)
      resolve(answer)
    }
    const late = setTimeout(end, patience[what])
    const listen = (message: unknown) => {
      if (isOurs(message) && message.ask === what && message.id === id) end(message)
    }
    other.on.on('message', listen)
    other.send({ topic: 'taskpact:metrics', ask: what, id })
  })
}

function isOurs(message: unknown): message is Message {
  return (message as Partial<Message> | null)?.topic === 'taskpact:metrics'
}
