import { randomUUID } from 'node:crypto'
import { type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { type Failure, toProblem } from '@taskpact/contract'
import type { Response } from 'express'
import type { Connections } from './connection-tracker.js'
import { openedHeaders } from './request-context.js'

/** Milliseconds in which a client may still send after its answer. */
const patience = 1000

/**
 * Answers with a problem, once and after what was asked before, whatever Node cannot parse as HTTP or did not get in time; then
 * closes the connection.
 */
export function answerUnparsed(server: Server, { open }: Connections): void {
  const givenUp = new WeakSet<Duplex>()

  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (givenUp.has(socket)) return
    givenUp.add(socket)
    const { waiting = [], latest } = open.get(socket) ?? {}
    const last = waiting.at(-1)
    const isInBody = latest?.complete === false
    if (isInBody && last?.req === latest) {
      if (!last.headersSent) refuse(error, socket, last)
      close(socket)
    } else if (isInBody || wasSilent(error, socket)) {
      close(socket)
    } else if (last) {
      last.once('close', () => {
        refuse(error, socket)
        close(socket)
      })
    } else {
      refuse(error, socket)
      close(socket)
    }
  })
}

/** To who has asked nothing there is nothing to say: the answer could be taken for that to a request which is on its way. */
function wasSilent({ code }: NodeJS.ErrnoException, socket: Duplex): boolean {
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' && (socket as Duplex & { bytesRead?: number }).bytesRead === 0
}

/** What is still coming in must be read, or the reset that it causes overtakes the answer. */
function close(socket: Duplex): void {
  socket.resume()
  setTimeout(() => socket.destroy(), patience).unref()
}

/** Where the head of the request could be read there is a response to write to, else there is only the socket. */
function refuse({ code = '' }: NodeJS.ErrnoException, socket: Duplex, res?: ServerResponse): void {
  if (!socket.writable) return
  const opened = res && 'locals' in res ? (res as Response) : undefined
  const problem = toProblem(failures[code] ?? malformed, opened?.locals.requestId ?? randomUUID())
  const body = JSON.stringify(problem)
  const headers = {
    'X-Request-Id': problem.requestId,
    'Content-Type': 'application/problem+json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
  }
  if (res) {
    res.writeHead(problem.status, { ...(opened && openedHeaders(opened)), ...headers }).end(body)
  } else {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
    socket.end([`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`, ...lines, '', body].join('\r\n'))
  }
}

const malformed: Failure = { code: 'invalid_input', detail: 'The request is not well-formed HTTP.' }

/** By Node's own names for them. */
const failures: Readonly<Record<string, Failure>> = {
  ERR_HTTP_REQUEST_TIMEOUT: { code: 'request_timeout', detail: 'The request came too slowly.' },
  HPE_HEADER_OVERFLOW: { code: 'headers_too_large', detail: 'The head of the request is too large.' },
}
