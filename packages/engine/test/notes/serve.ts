import {
  createServer,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type RequestListener,
  request,
} from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ReceivedResponse {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  /** Parsed if it is JSON. */
  readonly body: unknown
}

export interface RequestOptions {
  readonly method?: string
  /** Default: the token of `ada`; null sends none. */
  readonly token?: string | null
  readonly headers?: OutgoingHttpHeaders
  readonly body?: string | Buffer
  /** Sent as JSON. */
  readonly json?: unknown
}

export interface Served {
  readonly url: string
  send(path: string, options?: RequestOptions): Promise<ReceivedResponse>
  close(): Promise<void>
}

/** Serves a handler on a free port of the loopback interface. */
export async function serve(handler: RequestListener): Promise<Served> {
  const server = createServer(handler)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  const send: Served['send'] = (path, { method = 'GET', token = 'ada', headers = {}, json, ...options } = {}) => {
    const body = json === undefined ? options.body : JSON.stringify(json)
    const all = {
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...(body !== undefined && !('transfer-encoding' in headers) && { 'content-length': Buffer.byteLength(body) }),
      ...headers,
    }
    return new Promise((resolve, reject) => {
      const sent = request({ port, host: '127.0.0.1', path, method, agent: false, headers: all }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => void chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString()
          const isJson = /json/.test(response.headers['content-type'] ?? '') && text !== ''
          const body: unknown = isJson ? JSON.parse(text) : undefined
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, body })
        })
      })
      sent.on('error', reject)
      sent.end(body)
    })
  }
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { url: `http://127.0.0.1:${port}`, send, close }
}
