import { randomUUID } from 'node:crypto'
import { type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { type ErrorCode, type Failure, toProblem } from '@taskpact/contract'
import type { Connections } from './connection-tracker.js'
import type { IsAllowedOrigin } from './origin-check.js'
import { findContext } from './request-context.js'

/** Milliseconds for which the server still receives after its response. */
const lingerMs = 1000

/**
 * Responds with a problem to what Node cannot parse as HTTP or did not receive in time, after the responses to earlier requests on the
 * connection, and then closes it.
 */
export function handleClientErrors(server: Server, { open }: Connections, isAllowedOrigin: IsAllowedOrigin): void {
  const refused = new WeakSet<Duplex>()

  server.on('clientError', (error: ClientError, socket) => {
    if (refused.has(socket)) return
    refused.add(socket)
    const { pending = [], latest } = open.get(socket) ?? {}
    const last = pending.at(-1)
    const isInBody = latest?.complete === false
    if (isInBody && last?.req === latest) {
      if (!last.headersSent) refuse(error, socket, {}, last)
      close(socket)
    } else if (isInBody || sentNothing(error, socket)) {
      close(socket)
    } else if (last) {
      last.once('close', () => {
        refuse(error, socket, corsHeaders(error))
        close(socket)
      })
    } else {
      refuse(error, socket, corsHeaders(error))
      close(socket)
    }
  })

  /** Lets a page of an allowed origin read the problem, if the header has arrived. The browser compares it with the page's origin. */
  function corsHeaders({ rawPacket }: ClientError): Readonly<Record<string, string>> {
    const origin = rawPacket && /\r\norigin: *([^\r\n ]+)/i.exec(rawPacket.toString('latin1'))?.[1]
    if (origin === undefined || !isAllowedOrigin(origin)) return {}
    return { 'Access-Control-Allow-Origin': origin, 'Access-Control-Allow-Credentials': 'true', Vary: 'Origin' }
  }
}

/** The data that Node could not parse is part of the error. */
type ClientError = NodeJS.ErrnoException & { readonly rawPacket?: Buffer }

/** Returns whether the client sent nothing. It then gets no response, which it could mistake for that of a request in transit. */
function sentNothing({ code }: NodeJS.ErrnoException, socket: Duplex): boolean {
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' && (socket as Duplex & { bytesRead?: number }).bytesRead === 0
}

/** Closes a connection after a delay. Reads data that still arrives: unread data causes a reset, which can overtake the response. */
function close(socket: Duplex): void {
  socket.resume()
  setTimeout(() => socket.destroy(), lingerMs).unref()
}

/** Sends the problem: by `res` if the head of the request could be parsed, else as text on the socket. */
function refuse(
  { code = '' }: ClientError,
  socket: Duplex,
  more: Readonly<Record<string, string>>,
  res?: ServerResponse,
): void {
  if (!socket.writable) return
  const context = res && findContext(res.req)
  const problem = toProblem(failures[code] ?? malformed, context?.requestId ?? randomUUID())
  const body = JSON.stringify(problem)
  const headers = {
    'X-Request-Id': problem.requestId,
    'Content-Type': 'application/problem+json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
    ...more,
  }
  if (res) {
    res.writeHead(problem.status, headers).end(body) // besides the headers that are already set
  } else {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
    socket.end([`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`, ...lines, '', body].join('\r\n'))
  }
}

const malformed: Failure<ErrorCode> = { code: 'invalid_input', detail: 'The request is not well-formed HTTP.' }

/** By the error codes of Node. */
const failures: Readonly<Record<string, Failure<ErrorCode>>> = {
  ERR_HTTP_REQUEST_TIMEOUT: { code: 'request_timeout', detail: 'The request was not received in time.' },
  HPE_HEADER_OVERFLOW: { code: 'headers_too_large', detail: 'The request line and headers are too large.' },
}
