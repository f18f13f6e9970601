import type { IncomingHttpHeaders } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { openEndpoint } from '../../support/endpoint.js'
import { decodeSpans, type ReceivedSpan } from './decode-spans.js'

/** A collector that receives traces by OTLP over HTTP. */
export interface Collector {
  readonly endpoint: string
  readonly spans: readonly ReceivedSpan[]
  /** The bodies of all requests, as text. */
  text(): string
  readonly requests: readonly { readonly path: string | undefined; readonly headers: IncomingHttpHeaders }[]
  close(): Promise<void>
}

/** Starts a collector, which responds once `ready` resolves. */
export async function startCollector(ready: Promise<unknown> = Promise.resolve()): Promise<Collector> {
  const spans: ReceivedSpan[] = []
  const bodies: Buffer[] = []
  const requests: Collector['requests'][number][] = []
  const endpoint = await openEndpoint(async (req, res) => {
    const body = await buffer(req)
    requests.push({ path: req.url, headers: req.headers })
    bodies.push(body)
    spans.push(...decodeSpans(body))
    await ready
    res.setHeader('content-type', 'application/x-protobuf').end()
  })
  return {
    endpoint: endpoint.origin,
    spans,
    text: () => Buffer.concat(bodies).toString('latin1'),
    requests,
    close: endpoint.close,
  }
}
