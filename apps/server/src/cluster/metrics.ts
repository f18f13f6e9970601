import cluster, { type Worker } from 'node:cluster'
import { AggregatorRegistry, type MetricObjectWithValues, type MetricValue, type Registry } from 'prom-client'

type Measurements = MetricObjectWithValues<MetricValue<string>>[]

/**
 * A worker requests `all` from the primary, which requests `one` from each worker that listens and responds with the aggregated
 * text. The cluster support of prom-client also waits for workers that are still starting.
 */
interface Message {
  readonly topic: 'taskpact:metrics'
  readonly request: 'all' | 'one'
  readonly id: number
  /** The response to `all`. */
  readonly text?: string
  /** The response to `one`. */
  readonly measurements?: Measurements
}

/** The metrics of a worker that does not respond in time are left out. */
const timeoutsMs = { one: 1000, all: 2000 }

/** Responds to workers that request the metrics of all. Called once, in the primary. */
export function collectMetricsForWorkers(): void {
  const listening = new Set<Worker>()
  cluster.on('listening', (worker) => void listening.add(worker))
  cluster.on('exit', (worker) => void listening.delete(worker))
  cluster.on('message', async (requester, message: unknown) => {
    if (!isMetricsMessage(message) || message.request !== 'all') return
    const measured = await Promise.all([...listening].map((worker) => measurementsOf(worker)))
    const all = AggregatorRegistry.aggregate(measured.filter((one) => one !== undefined))
    const text = await all.metrics()
    if (requester.isConnected()) requester.send({ ...message, text })
  })
}

/** Responds to the primary when it requests the metrics of this worker. */
export function sendMetricsToPrimary(registry: Registry): void {
  process.on('message', async (message: unknown) => {
    if (!isMetricsMessage(message) || message.request !== 'one') return
    const measurements = await registry.getMetricsAsJSON()
    if (process.connected) process.send?.({ ...message, measurements })
  })
}

/** Returns the metrics of all workers, aggregated. Called in a worker. */
export async function aggregatedMetrics(): Promise<string> {
  const response = await request({ on: process, send: (message) => process.send?.(message) }, 'all')
  if (response?.text === undefined) throw new Error('The primary did not send the metrics')
  return response.text
}

async function measurementsOf(worker: Worker): Promise<Measurements | undefined> {
  if (!worker.isConnected()) return undefined
  return (await request({ on: worker, send: (message) => worker.send(message) }, 'one'))?.measurements
}

interface Peer {
  readonly on: Pick<NodeJS.EventEmitter, 'on' | 'off'>
  readonly send: (message: Message) => void
}

let lastId = 0

/** Resolves to the response, or to undefined after the timeout. */
function request(peer: Peer, what: Message['request']): Promise<Message | undefined> {
  lastId += 1
  const id = lastId
  return new Promise((resolve) => {
    const end = (response?: Message) => {
      clearTimeout(timer)
      peer.on.off('message', listen)
      resolve(response)
    }
    const timer = setTimeout(end, timeoutsMs[what])
    const listen = (message: unknown) => {
      if (isMetricsMessage(message) && message.request === what && message.id === id) end(message)
    }
    peer.on.on('message', listen)
    peer.send({ topic: 'taskpact:metrics', request: what, id })
  })
}

function isMetricsMessage(message: unknown): message is Message {
  return (message as Partial<Message> | null)?.topic === 'taskpact:metrics'
}
