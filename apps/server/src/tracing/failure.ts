import { type Span, SpanStatusCode } from '@opentelemetry/api'
import { ServiceError } from '@taskpact/engine'
import { activeSpan } from './active-span.js'

/** Sets the status to ERROR. Messages of errors can contain personal data, so they are only logged. */
export function fail(span: Span, type: string): void {
  span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute('error.type', type)
}

/** Marks the span of the current request as failed: also one of a batch or a stream, whose status does not show it. */
export function markFailed(error: unknown): void {
  const active = activeSpan.getStore()
  if (active?.request.isRecording()) fail(active.request, ServiceError.from(error).code)
}
