import type { RequestListener } from 'node:http'
import type { EndedStatement } from '@taskpact/db'
import type { AnyStep, OnStep } from '@taskpact/engine'
import type { Fetch } from '@taskpact/service'

/** What the server calls to trace its work. Without tracing there is none, and the SDK of OpenTelemetry is not loaded. */
export interface Tracing {
  /** Wraps the app: each request is a span, which continues the trace of its `traceparent`. */
  readonly traceRequests: (serve: RequestListener) => RequestListener
  /** Makes each call of an operation a span. */
  readonly traceCalls: AnyStep
  readonly onStep: OnStep
  readonly onStatement: (statement: EndedStatement) => void
  /** Sends a request as a span, with `traceparent`. */
  readonly fetch: Fetch
  /** Marks the request as failed. */
  readonly onInternalError: (error: unknown) => void
  /** The id of new requests: that of their trace. */
  readonly newRequestId: () => string
  /** Exports the remaining spans. Resolves within four seconds and never rejects. */
  close(): Promise<void>
}
