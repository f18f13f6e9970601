import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { defaultTextMapGetter, ROOT_CONTEXT, SpanKind, type Tracer } from '@opentelemetry/api'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import { errors } from '@taskpact/contract'
import { type ActiveSpan, activeSpan } from './active-span.js'
import { fail } from './failure.js'

const propagator = new W3CTraceContextPropagator()

/** The methods of the HTTP semantic conventions. Others count as one, because span names need few values. */
const methods = new Set(['CONNECT', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'TRACE'])

/**
 * Wraps an app so that each request is a server span (https://opentelemetry.io/docs/specs/semconv/http/http-spans), which continues the
 * trace of `traceparent` and `tracestate` (W3C Trace Context). Addresses, query strings and other headers are left out.
 */
export function requestTracer(tracer: Tracer): (serve: RequestListener) => RequestListener {
  return (serve) => (req, res) => {
    const { headers, method = '' } = req
    const parent =
      headers.traceparent === undefined ? ROOT_CONTEXT : propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter)
    const clockOffset = Date.now() - performance.now()
    const name = methods.has(method) ? method : 'HTTP'
    const startTime = performance.now() + clockOffset
    const span = tracer.startSpan(name, { kind: SpanKind.SERVER, startTime }, parent)
    const active = { span, request: span, clockOffset }
    if (span.isRecording()) res.once('close', () => end(active, name, req, res))
    activeSpan.run(active, serve, req, res)
  }
}

/** What Express adds to a request. */
interface Routed extends IncomingMessage {
  readonly originalUrl?: string
  readonly protocol?: string
  readonly route?: { readonly path: unknown }
}

function end({ span, clockOffset }: ActiveSpan, name: string, req: Routed, res: ServerResponse): void {
  const { method = '', httpVersion, headers } = req
  const path = pathOf(req)
  const route = routeOf(req, path)
  if (route !== undefined) span.updateName(`${name} ${route}`).setAttribute('http.route', route)
  span.setAttributes({
    'http.request.method': methods.has(method) ? method : '_OTHER',
    'url.scheme': req.protocol ?? 'http',
    'url.path': path,
    'network.protocol.version': httpVersion,
  })
  const requestId = res.getHeader('x-request-id')
  if (requestId === headers['x-request-id']) span.setAttribute('http.request.header.x-request-id', [String(requestId)])
  // Without a head, the client has disconnected before the response.
  if (res.headersSent) {
    span.setAttribute('http.response.status_code', res.statusCode)
    if (res.statusCode >= errors.internal.status) fail(span, String(res.statusCode))
  }
  span.end(performance.now() + clockOffset)
}

/** The path, without segments that could be e-mail addresses. */
/** An e-mail address, a personal access token or a JWT: clients sometimes send one in a path. */
const secret = /@|%40|tpt_|eyJ/
const secretSegments = /[^/]*(?:@|%40|tpt_|eyJ)[^/]*/g

function pathOf({ originalUrl, url = '' }: Routed): string {
  const [path = ''] = (originalUrl ?? url).split('?', 1)
  return secret.test(path) ? path.replace(secretSegments, '***') : path
}

/** The path of the route with the names of its parameters. Procedures of tRPC are no routes of Express. */
function routeOf({ route }: Routed, path: string): string | undefined {
  if (typeof route?.path === 'string') return route.path
  return path.startsWith('/trpc/') ? '/trpc/:procedures' : undefined
}
