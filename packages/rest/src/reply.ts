import { challengeOf, notModified, type Operation, toProblem } from '@taskpact/contract'
import { type Answer, isStream, ServiceError, Streamed } from '@taskpact/service'
import type { Response } from 'express'
import { toEntityTag } from './conditional.js'
import { nextLink } from './next-link.js'
import { sendFile, sendStreamed } from './send-streamed.js'

/** Is told of a failure that is ours and not the client's. */
export type OnInternal = (error: unknown, requestId: string) => void

/** Sends the success that the contract declares. */
export function sendAnswer(res: Response, operation: Operation, answer: Answer, onInternal: OnInternal): void {
  const { output, version, unchanged, replayed } = answer
  if (version !== undefined) res.setHeader('ETag', toEntityTag(version))
  // A browser keeps what has a version, and asks each time whether it is still so (RFC 9111, section 5.2.2.4).
  if (version !== undefined && operation.kind === 'query') {
    res.setHeader('Cache-Control', 'private, no-cache')
    res.vary('Authorization')
  }
  if (replayed) res.setHeader('Idempotency-Replayed', 'true')
  if (unchanged || operation.output === undefined) {
    res.status(unchanged ? notModified : operation.status).end()
    return
  }
  const failed = (error: unknown) => onInternal(error, res.locals.requestId)
  const made = output as Record<string, unknown>
  const link = nextLink(res.req, operation, made)
  if (operation.location) res.location(locate(operation.location, made))
  if (link) res.append('Link', link)
  res.status(operation.status)
  if (operation.metadata.sends) sendFile(res, operation, isStream(output) ? output : [String(output)], failed)
  else if (output instanceof Streamed) sendStreamed(res, output, failed)
  else sendJson(res, output)
}

/** Not by Express, which would answer `If-None-Match` by itself, also where an answer has no version. */
function sendJson(res: Response, output: unknown): void {
  const text = JSON.stringify(output) // as text it is sent in one piece with the head
  res.setHeader('Content-Type', 'application/json; charset=utf-8')
  res.setHeader('Content-Length', Buffer.byteLength(text)).end(text)
}

/** Sends any failure as `application/problem+json` (RFC 9457). */
export function sendProblem(res: Response, thrown: unknown, onInternal: OnInternal): void {
  const error = ServiceError.from(thrown)
  const requestId: string = res.locals.requestId
  if (error.isOurs) onInternal(error, requestId)
  if (res.headersSent) {
    if (!res.writableEnded) res.destroy() // else the server itself has said what is wrong
    return
  }
  const problem = toProblem(error, requestId)
  const challenge = challengeOf(error.code)
  if (challenge) res.setHeader('WWW-Authenticate', challenge)
  if (error.retryAfter !== undefined) res.setHeader('Retry-After', error.retryAfter)
  res.status(problem.status).type('application/problem+json').send(JSON.stringify(problem))
}

/** Fills a path from what was made: the last parameter is its id, the others are fields of the same name. */
function locate(path: string, made: Record<string, unknown>): string {
  return path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(made[name] ?? made.id)))
}
