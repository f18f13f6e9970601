import cluster from 'node:cluster'
import type { Replica } from '@taskpact/db'
import { type AnyStep, type EventStream, type Hub, ServiceError } from '@taskpact/engine'
import { passwordQueue, type ReplicaOutcome } from '@taskpact/service'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { sendMetricsToPrimary } from '../cluster/metrics.js'

export interface Metrics {
  readonly registry: Registry
  /** Measures calls by operation, transport and outcome. */
  readonly measureCalls: AnyStep
  readonly onStatement: (facts: { readonly ms: number; readonly failed: boolean }) => void
  readonly onLimited: (limit: string) => void
  /** Adds the metric of calls that wait for changes. */
  readonly measureWaiting: (hub: Pick<Hub, 'waiting'>) => void
  /** Adds the metrics of a replica. Returns the function that counts reads by how they were served. */
  readonly measureReplica: (replica: Pick<Replica, 'isUsable' | 'connections'>) => (outcome: ReplicaOutcome) => void
}

export interface MetricSources {
  readonly droppedLogLines: () => number
  readonly connections: () => { readonly max: number; readonly used: number; readonly waiting: number }
}

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Creates the metrics of this process. Names and units follow https://prometheus.io/docs/practices/naming. */
export function createMetrics({ connections, droppedLogLines }: MetricSources): Metrics {
  const registers = [new Registry()]
  const [registry] = registers as [Registry]
  measureProcess(registry)
  if (cluster.isWorker) sendMetricsToPrimary(registry)

  const calls = new Histogram({
    name: 'taskpact_call_duration_seconds',
    help: 'Duration of operation calls without the time that they waited for changes, by outcome (ok or the error code).',
    labelNames: ['operation', 'transport', 'outcome'],
    buckets: seconds,
    registers,
  })
  let inFlight = 0
  const statements = new Histogram({
    name: 'taskpact_database_statement_duration_seconds',
    help: 'Duration of database statements, by outcome (ok or failed).',
    labelNames: ['outcome'],
    buckets: seconds,
    registers,
  })
  const streamEvents = new Counter({
    name: 'taskpact_stream_events_total',
    help: 'Events sent by streams that have ended.',
    registers,
  })
  const streamEnds = new Counter({
    name: 'taskpact_stream_ends_total',
    help: 'Streams that have ended, by outcome (the error code, or ok if the client disconnected or the server stopped).',
    labelNames: ['outcome'],
    registers,
  })
  let openStreams = 0
  const limited = new Counter({
    name: 'taskpact_limited_calls_total',
    help: 'Calls refused by a rate limit, by class.',
    labelNames: ['limit'],
    registers,
  })
  new Counter({
    name: 'taskpact_log_lines_dropped_total',
    help: 'Log lines dropped because the log could not be written.',
    registers,
    collect() {
      this.reset()
      this.inc(droppedLogLines())
    },
  })
  gauge('taskpact_streams_open', 'Open streams.', () => openStreams)
  gauge('taskpact_calls_in_flight', 'Calls in progress, including those that wait for changes.', () => inFlight)
  gauge(
    'taskpact_database_connections_max',
    'Maximum number of database connections of this process.',
    () => connections().max,
  )
  gauge('taskpact_database_connections_used', 'Database connections in use.', () => connections().used)
  gauge(
    'taskpact_database_waiting',
    'Statements and transactions waiting for a connection.',
    () => connections().waiting,
  )
  gauge('taskpact_password_checks_active', 'Password hashes being computed.', () => passwordQueue().active)
  gauge('taskpact_password_checks_waiting', 'Password hashes waiting to be computed.', () => passwordQueue().waiting)

  function gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read())
      },
    })
  }

  function measureStream(stream: EventStream): void {
    openStreams++
    stream.onEnd(({ failure, events }) => {
      openStreams--
      streamEvents.inc(events)
      streamEnds.inc({ outcome: failure?.code ?? 'ok' })
    })
  }

  return {
    registry,
    measureCalls: (next) => async (call) => {
      const started = performance.now()
      let outcome = 'ok'
      inFlight++
      try {
        const result = await next(call)
        if (call.operation.kind === 'stream') measureStream(result.output as EventStream)
        return result
      } catch (error) {
        outcome = ServiceError.from(error).code
        throw error
      } finally {
        inFlight--
        const labels = { operation: call.operation.name, transport: call.transport, outcome }
        calls.observe(labels, (performance.now() - started - call.waitedMs) / 1000)
      }
    },
    onStatement: ({ ms, failed }) => statements.observe({ outcome: failed ? 'failed' : 'ok' }, ms / 1000),
    onLimited: (limit) => limited.inc({ limit }),
    measureWaiting: (hub) =>
      gauge('taskpact_calls_waiting', 'Calls that wait for changes, and open streams.', () => hub.waiting),
    measureReplica(replica) {
      const reads = new Counter({
        name: 'taskpact_replica_reads_total',
        help: 'Reads that a replica may serve: served by it, or by the primary because it was late, failed, or had failed before (skipped).',
        labelNames: ['outcome'],
        registers,
      })
      for (const outcome of ['served', 'late', 'failed', 'skipped']) reads.inc({ outcome }, 0)
      gauge('taskpact_replica_usable', 'Processes that can use their replica.', () => Number(replica.isUsable))
      gauge(
        'taskpact_replica_connections_max',
        'Maximum number of connections of this process to its replica.',
        () => replica.connections().max,
      )
      gauge('taskpact_replica_connections_used', 'Connections to the replica in use.', () => replica.connections().used)
      gauge('taskpact_replica_waiting', 'Reads waiting for a connection to the replica.', () => {
        return replica.connections().waiting
      })
      return (outcome) => reads.inc({ outcome })
    },
  }
}

/** Registers the default Node metrics without the gauges that are named `_total`, which Prometheus reserves for counters. */
function measureProcess(register: Registry): void {
  collectDefaultMetrics({ register })
  for (const name of ['handles', 'requests', 'resources']) register.removeSingleMetric(`nodejs_active_${name}_total`)
}
