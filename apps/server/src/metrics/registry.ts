import cluster from 'node:cluster'
import { type AnyStep, ServiceError } from '@taskpact/engine'
import { passwordQueue } from '@taskpact/service'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { tellMetricsToPrimary } from '../cluster/metrics.js'

export interface Metrics {
  readonly registry: Registry
  /** How many calls there are, how they end and how long they take, by operation and transport. */
  readonly measureCalls: AnyStep
  readonly onStatement: (facts: { readonly ms: number; readonly failed: boolean }) => void
  readonly onLimited: (limit: string) => void
}

export interface Measured {
  readonly connections: () => { readonly max: number; readonly used: number; readonly waiting: number }
}

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** What this process measures of itself, in the names and units of Prometheus (https://prometheus.io/docs/practices/naming). */
export function createMetrics({ connections }: Measured): Metrics {
  const registers = [new Registry()]
  const [registry] = registers as [Registry]
  measureProcess(registry)
  if (cluster.isWorker) tellMetricsToPrimary(registry)

  const calls = new Histogram({
    name: 'taskpact_call_duration_seconds',
    help: 'Calls of operations: how long they took, by how they ended (ok, or the code of the failure).',
    labelNames: ['operation', 'transport', 'outcome'],
    buckets: seconds,
    registers,
  })
  let underWay = 0
  const statements = new Histogram({
    name: 'taskpact_database_statement_duration_seconds',
    help: 'Statements sent to the database: how long they took, by how they ended (ok or failed).',
    labelNames: ['outcome'],
    buckets: seconds,
    registers,
  })
  const limited = new Counter({
    name: 'taskpact_limited_calls_total',
    help: 'Calls refused because the caller made too many of the class.',
    labelNames: ['limit'],
    registers,
  })
  gauge('taskpact_calls_in_flight', 'Calls under way.', () => underWay)
  gauge(
    'taskpact_database_connections_max',
    'Database connections that this process may have.',
    () => connections().max,
  )
  gauge('taskpact_database_connections_used', 'Database connections in use.', () => connections().used)
  gauge(
    'taskpact_database_waiting',
    'Statements and transactions that wait for a connection.',
    () => connections().waiting,
  )
  gauge('taskpact_password_checks_active', 'Passwords being hashed.', () => passwordQueue().active)
  gauge('taskpact_password_checks_waiting', 'Passwords that wait to be hashed.', () => passwordQueue().waiting)

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

  return {
    registry,
    measureCalls: (next) => async (call) => {
      const started = performance.now()
      let outcome = 'ok'
      underWay++
      try {
        return await next(call)
      } catch (error) {
        outcome = ServiceError.from(error).code
        throw error
      } finally {
        underWay--
        const labels = { operation: call.operation.name, transport: call.transport, outcome }
        calls.observe(labels, (performance.now() - started) / 1000)
      }
    },
    onStatement: ({ ms, failed }) => statements.observe({ outcome: failed ? 'failed' : 'ok' }, ms / 1000),
    onLimited: (limit) => limited.inc({ limit }),
  }
}

/** Of the usual metrics of a Node process, those whose names keep Prometheus' own rule: `_total` is for counters. */
function measureProcess(register: Registry): void {
  collectDefaultMetrics({ register })
  for (const name of ['handles', 'requests', 'resources']) register.removeSingleMetric(`nodejs_active_${name}_total`)
}
