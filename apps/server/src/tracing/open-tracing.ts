import { setTimeout as sleep } from 'node:timers/promises'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import type { Logger } from 'pino'
import type { Env } from '../config/env.js'
import { parseKeyValues } from '../config/key-values.js'
import { currentTraceId } from './active-span.js'
import { callTracer } from './call-span.js'
import { tracedFetch } from './client-span.js'
import { markFailed } from './failure.js'
import { reportFailures } from './report-failures.js'
import { requestTracer } from './request-span.js'
import { resourceOf } from './resource.js'
import { samplerOf } from './sampler.js'
import { statementTracer } from './statement-span.js'
import type { Tracing } from './tracing.js'

/** Time to export a batch, with all retries. */
const exportTimeoutMs = 3000
/** On shutdown all batches are sent at once, so this is enough for each of them. */
const closeTimeoutMs = exportTimeoutMs + 1000

/** Characters of an attribute. Paths of requests can be longer. */
const maxAttributeLength = 256

export type TracingSettings = Pick<
  Env,
  | 'ENVIRONMENT'
  | 'OTEL_EXPORTER_OTLP_HEADERS'
  | 'OTEL_RESOURCE_ATTRIBUTES'
  | 'OTEL_SERVICE_NAME'
  | 'OTEL_TRACES_SAMPLER'
  | 'OTEL_TRACES_SAMPLER_ARG'
>

/**
 * Starts to export spans by OTLP over HTTP to a collector. At most 2048 spans wait for it; further ones are dropped. A collector
 * that fails causes one log line a minute.
 */
export function openTracing(endpoint: string, settings: TracingSettings, logger: Logger): Tracing {
  const exporter = new OTLPTraceExporter({
    url: `${endpoint.replace(/\/$/, '')}/v1/traces`,
    headers: parseKeyValues(settings.OTEL_EXPORTER_OTLP_HEADERS ?? '') ?? {},
    timeoutMillis: exportTimeoutMs,
  })
  const provider = new TracerProvider({
    resource: resourceOf(settings),
    sampler: samplerOf(settings),
    spanLimits: { attributeValueLengthLimit: maxAttributeLength },
    spanProcessors: [new BatchSpanProcessor({ exporter: reportFailures(exporter, logger), maxQueueSize: 2048 })],
  })
  const tracer = provider.getTracer('taskpact')
  const { traceCalls, onStep } = callTracer(tracer)
  return {
    traceRequests: requestTracer(tracer),
    traceCalls,
    onStep,
    onStatement: statementTracer(tracer),
    fetch: tracedFetch(tracer),
    onInternalError: markFailed,
    newRequestId: currentTraceId,
    async close() {
      const stop = new AbortController()
      await Promise.race([
        provider.shutdown().catch(() => {}), // was logged
        sleep(closeTimeoutMs, undefined, { signal: stop.signal }).catch(() => {}),
      ])
      stop.abort()
    },
  }
}
