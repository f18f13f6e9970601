import { randomUUID } from 'node:crypto'
import { type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { toProblem } from '@taskpact/contract'

/** Answers with a problem what Node cannot parse as HTTP, such as headers that are too large or a broken chunk. */
export function answerUnparsed(server: Server): void {
  const pending = new WeakMap<Duplex, ServerResponse>()
  server.on('request', ({ socket }, res) => {
    pending.set(socket, res)
    res.once('close', () => pending.delete(socket))
  })
  server.on('clientError', (_error, socket) => {
    const res = pending.get(socket)
    if (!res?.headersSent && socket.writable) refuse(socket, res)
    // What is still coming in must be read, or the reset that it causes overtakes the answer.
    socket.resume()
    setTimeout(() => socket.destroy(), 1000).unref()
  })
}

/** Where the head of the request could be read there is a response to write to, else there is only the socket. */
function refuse(socket: Duplex, res: ServerResponse | undefined): void {
  const detail = 'The request is not well-formed HTTP, or its head is too large.'
  const problem = toProblem({ code: 'invalid_input', detail }, String(res?.getHeader('X-Request-Id') ?? randomUUID()))
  const body = JSON.stringify(problem)
  const headers = {
    'X-Request-Id': problem.requestId,
    'Content-Type': 'application/problem+json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
  }
  if (res) {
    res.writeHead(problem.status, headers).end(body)
  } else {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
    socket.end([`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`, ...lines, '', body].join('\r\n'))
  }
}
