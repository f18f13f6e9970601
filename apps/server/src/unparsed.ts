import { randomUUID } from 'node:crypto'
import { type Server, STATUS_CODES } from 'node:http'
import { toProblem } from '@taskpact/contract'

/** Answers with a problem what Node cannot parse as HTTP, such as headers that are too large. */
export function answerUnparsed(server: Server): void {
  server.on('clientError', (_error, socket) => {
    if (!socket.writable) return void socket.destroy()
    const requestId = randomUUID()
    const problem = toProblem(
      {
        code: 'invalid_input',
        detail: 'The request is not well-formed HTTP, or its head is too large.',
      },
      requestId,
    )
    const body = JSON.stringify(problem)
    socket.end(
      `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n` +
        `X-Request-Id: ${requestId}\r\n` +
        'Content-Type: application/problem+json; charset=utf-8\r\n' +
        `Content-Length: ${Buffer.byteLength(body)}\r\n` +
        `Connection: close\r\n\r\n${body}`,
    )
    // What is still coming in must be read, or the reset that it causes overtakes the answer.
    socket.resume()
    setTimeout(() => socket.destroy(), 1000).unref()
  })
}
