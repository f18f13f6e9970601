import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http'
import { connect } from 'node:net'
import type { Server } from '../../../apps/server/src/server.js'

export const jsonType = { 'content-type': 'application/json' }

export interface RawResponse {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  readonly body: unknown
}

export interface Options {
  readonly method?: string
  readonly token?: string
  readonly headers?: OutgoingHttpHeaders
  readonly body?: string | Buffer
  readonly server?: Server
  /** Milliseconds without a byte after which the request fails. Default: 10 s. */
  readonly timeout?: number
}

export type Send = (path: string, options?: Options) => Promise<RawResponse>

/** Sends a request unchanged: `fetch` would normalize the path, the headers and the method. */
export function sendTo(server: () => Server): Send {
  return (path, { method = 'GET', token, headers = {}, body, timeout = 10_000, ...to } = {}) => {
    const { hostname, port } = new URL((to.server ?? server()).url)
    const length =
      body === undefined || 'transfer-encoding' in headers ? {} : { 'content-length': Buffer.byteLength(body) }
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` }
    return new Promise((resolve, reject) => {
      const sent = request(
        { hostname, port, path, method, agent: false, headers: { ...length, ...authorization, ...headers } },
        async (response) => {
          const chunks: Buffer[] = []
          for await (const chunk of response) chunks.push(chunk)
          const text = Buffer.concat(chunks).toString()
          const isJson = /json/.test(response.headers['content-type'] ?? '') && text !== ''
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text,
            body: isJson ? JSON.parse(text) : undefined,
          })
        },
      )
      sent.on('error', reject)
      sent.setTimeout(timeout, () => sent.destroy(new Error(`${method} ${path} took too long`)))
      sent.end(body)
    })
  }
}

/** Sends bytes that no HTTP client sends, and returns the response. */
export function exchangeWith(server: () => Server): (bytes: string) => Promise<string> {
  return (bytes) => {
    const { hostname, port } = new URL(server().url)
    return new Promise((resolve, reject) => {
      let text = ''
      const socket = connect(Number(port), hostname, () => socket.write(Buffer.from(bytes, 'latin1')))
      socket.setTimeout(5000, () => socket.destroy(new Error(`No end after: ${text}`)))
      socket.on('data', (chunk) => {
        text += chunk
      })
      socket.on('error', (error) => (text === '' ? reject(error) : resolve(text)))
      socket.on('close', () => resolve(text))
    })
  }
}

export function json(body: unknown, headers: OutgoingHttpHeaders = {}): { body: string; headers: OutgoingHttpHeaders } {
  return { body: JSON.stringify(body), headers: { ...jsonType, ...headers } }
}
