import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { note } from '../streams.js'
import { Failure } from '../usage-error.js'

const path = '/callback'

/** Headers of the page that the browser shows, whose URL contains the code. */
const headers = new Map([
  ['content-type', 'text/html; charset=utf-8'],
  ['content-security-policy', "default-src 'none'; frame-ancestors 'none'"],
  ['cache-control', 'no-store'],
  ['referrer-policy', 'no-referrer'],
  ['connection', 'close'],
])

export interface Loopback {
  readonly redirectUri: string
  /** The parameters of the response. Rejects after the timeout, and with the reason of the signal. */
  readonly response: Promise<URLSearchParams>
  close(): void
}

export interface LoopbackOptions {
  /** Identifies the response. Responses with another one, which any page could send, are ignored. */
  readonly state: string
  /** Milliseconds to wait for the response. */
  readonly timeout: number
  readonly signal: AbortSignal
}

/** Opens a server on a free port of this computer for the response of an authorization server (RFC 8252, section 7.3). */
export async function openLoopback({ state, timeout, signal }: LoopbackOptions): Promise<Loopback> {
  let resolveResponse = (_: URLSearchParams) => {}
  let rejectResponse = (_: unknown) => {}
  const response = new Promise<URLSearchParams>((resolve, reject) => {
    resolveResponse = resolve
    rejectResponse = reject
  })
  response.catch(() => {}) // it may be rejected before it is awaited
  let host = ''

  const server = createServer((request, reply) => {
    const { pathname, searchParams } = new URL(request.url ?? '', `http://${host}`)
    // Refuses DNS rebinding: the name of another site that resolves to this computer.
    if (request.method !== 'GET' || pathname !== path || request.headers.host !== host) return request.socket.destroy()
    const isOurs = searchParams.getAll('state').join() === state
    reply.setHeaders(headers)
    reply.end(toPage(isOurs ? textOf(searchParams) : 'This response does not belong to the sign-in that is waiting.'))
    if (isOurs) reply.on('finish', () => resolveResponse(searchParams))
    else note('taskpact: A response of another sign-in was ignored. Still waiting')
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(new Failure(`Cannot wait for the browser on 127.0.0.1 (${error.code}).\nNext: taskpact login --device`))
    })
    server.listen(0, '127.0.0.1', resolve)
  })
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const timer = setTimeout(() => {
    rejectResponse(
      new Failure(`No response within ${timeout / 60_000} minutes.\nNext: repeat it, or use taskpact login --device`),
    )
  }, timeout)
  const stop = () => rejectResponse(signal.reason)
  signal.addEventListener('abort', stop)
  return {
    redirectUri: `http://${host}${path}`,
    response,
    close() {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      server.close()
      server.closeAllConnections()
    },
  }
}

function textOf(response: URLSearchParams): string {
  return response.has('error') ? 'The sign-in did not succeed.' : 'The response has arrived.'
}

function toPage(text: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Taskpact</title>
<h1>Taskpact</h1><p>${text} Close this window and return to the terminal.</p></html>`
}
