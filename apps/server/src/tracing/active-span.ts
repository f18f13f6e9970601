import { AsyncLocalStorage } from 'node:async_hooks'
import type { Span } from '@opentelemetry/api'

/** The span of the request or call that runs, whether it is sampled or not. */
export interface ActiveSpan {
  readonly span: Span
  /** The span of its request. */
  readonly request: Span
  /** Added to `performance.now()`, gives milliseconds since 1970. All spans of a request share it, so that they fit together. */
  readonly clockOffset: number
}

/** Has a store only while a request runs with tracing. Imports nothing of OpenTelemetry, so that it can be read without it. */
export const activeSpan = new AsyncLocalStorage<ActiveSpan>()

/** The fields of a log line (https://opentelemetry.io/docs/specs/otel/compatibility/logging_trace_context). */
export function traceFields(): Readonly<Record<string, string>> {
  const active = activeSpan.getStore()
  if (!active) return {}
  const { traceId, spanId } = active.span.spanContext()
  return { trace_id: traceId, span_id: spanId }
}

/** The id of the current trace. Throws a TypeError outside of a request. */
export function currentTraceId(): string {
  const active = activeSpan.getStore()
  if (!active) throw new TypeError('No request is being traced')
  return active.span.spanContext().traceId
}
