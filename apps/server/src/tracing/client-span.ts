import { defaultTextMapSetter, ROOT_CONTEXT, SpanKind, type Tracer, trace } from '@opentelemetry/api'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import type { Fetch } from '@taskpact/service'
import { activeSpan } from './active-span.js'
import { fail } from './failure.js'

const propagator = new W3CTraceContextPropagator()

/**
 * Returns a `fetch` that sends `traceparent` and `tracestate` and is a client span, within the request that needs the response. The span
 * has the URL without credentials and query.
 */
export function tracedFetch(tracer: Tracer): Fetch {
  return async (url, options) => {
    const active = activeSpan.getStore()
    if (!active) return await fetch(url, options)
    const { clockOffset } = active
    const method = options.method ?? 'GET'
    const span = tracer.startSpan(
      method,
      { kind: SpanKind.CLIENT, startTime: performance.now() + clockOffset },
      trace.setSpan(ROOT_CONTEXT, active.span),
    )
    const context: Record<string, string> = {}
    propagator.inject(trace.setSpan(ROOT_CONTEXT, span), context, defaultTextMapSetter)
    const headers = new Headers(options.headers)
    for (const [name, value] of Object.entries(context)) headers.set(name, value)
    const { protocol, hostname, port, origin, pathname } = new URL(url)
    span.setAttributes({
      'http.request.method': method,
      'server.address': hostname,
      'server.port': Number(port || (protocol === 'https:' ? 443 : 80)),
      'url.full': origin + pathname,
    })
    try {
      const response = await fetch(url, { ...options, headers })
      span.setAttribute('http.response.status_code', response.status)
      if (!response.ok) fail(span, String(response.status))
      return response
    } catch (error) {
      fail(span, (error as Error).name)
      throw error
    } finally {
      span.end(performance.now() + clockOffset)
    }
  }
}
