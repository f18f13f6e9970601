import type { ServerResponse } from 'node:http'
import { type ErrorCode, toProblem } from '@taskpact/contract'

/** Writes a response of a RecordingServer. */
export type Respond = (res: ServerResponse) => void

export const json =
  (body: unknown): Respond =>
  (res) => {
    res.setHeader('content-type', 'application/json').end(JSON.stringify(body))
  }

/** A problem (RFC 9457) with the status of its code. */
export const problem =
  (code: ErrorCode, headers: Readonly<Record<string, string | number>> = {}): Respond =>
  (res) => {
    const body = toProblem({ code, detail: 'A sentence.' }, 'request-1')
    res.writeHead(body.status, { 'content-type': 'application/problem+json', ...headers }).end(JSON.stringify(body))
  }

/** `unavailable`, to be retried without delay. */
export const unavailable = problem('unavailable', { 'retry-after': 0 })

/** Closes the connection without a response. */
export const dropConnection: Respond = (res) => res.destroy()

/** Closes the connection before the end of the body. */
export const truncated =
  (status: number): Respond =>
  (res) => {
    res.writeHead(status, { 'content-type': 'application/json', 'content-length': 100 }).write('{"id":')
    setTimeout(() => res.destroy(), 10)
  }

/** Closes the connection between two chunks of a chunked body. */
export const truncatedChunks: Respond = (res) => {
  res.writeHead(200, { 'content-type': 'application/json' }).write('{"id":"1"}')
  setTimeout(() => res.destroy(), 10)
}

/** Transient failures, for which a request may be retried, with their names. */
export const transientFailures: [string, Respond][] = [
  ['a connection closed before the response', dropConnection],
  ['a truncated success response', truncated(200)],
  ['a success response truncated between chunks', truncatedChunks],
  ['a truncated error response', truncated(500)],
  ['unavailable with Retry-After', unavailable],
  ['unavailable without Retry-After', problem('unavailable')],
  ['rate_limited', problem('rate_limited', { 'retry-after': 0 })],
]
