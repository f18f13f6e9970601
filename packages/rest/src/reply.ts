import { challengeOf, notModified, type Operation, toProblem } from '@taskpact/contract'
import { type Answer, isStream, ServiceError, Streamed } from '@taskpact/service'
import type { Response } from 'express'
import { toEntityTag } from './conditional.js'
import { addTo, headOf, writeHead } from './head.js'
import type { Locate } from './location.js'
import { nextLink } from './next-link.js'
import { sendFile, sendStreamed } from './send-streamed.js'

/** Is told of a failure that is ours and not the client's. */
export type OnInternal = (error: unknown, requestId: string) => void

export interface Sending {
  readonly onInternal: OnInternal
  /** Of operations that tell where what they made is. */
  readonly locate?: Locate | undefined
}

/** Sends the success that the contract declares. */
export function sendAnswer(res: Response, operation: Operation, answer: Answer, { onInternal, locate }: Sending): void {
  const { output, version, unchanged, replayed } = answer
  const head = headOf(res)
  if (version !== undefined) {
    head.ETag = toEntityTag(version)
    // A browser keeps what has a version, and asks each time whether it is still so (RFC 9111, section 5.2.2.4).
    if (operation.kind === 'query') {
      head['Cache-Control'] = 'private, no-cache'
      addTo(head, 'Vary', 'Authorization')
    }
  }
  if (replayed) head['Idempotency-Replayed'] = 'true'
  if (unchanged || operation.output === undefined) {
    writeHead(res, unchanged ? notModified : operation.status).end()
    return
  }
  const made = output as Record<string, unknown>
  const link = nextLink(res.req, operation, made)
  if (locate) head.Location = locate(made)
  if (link) addTo(head, 'Link', link)
  const failed = (error: unknown) => onInternal(error, res.locals.requestId)
  if (operation.metadata.sends) sendFile(res, operation, isStream(output) ? output : [String(output)], failed)
  else if (output instanceof Streamed) sendStreamed(res, operation.status, output, failed)
  else sendText(res, operation.status, 'application/json; charset=utf-8', JSON.stringify(output))
}

/** Not by Express, which would answer `If-None-Match` by itself, also where an answer has no version. */
function sendText(res: Response, status: number, type: string, text: string): void {
  const head = headOf(res)
  head['Content-Type'] = type
  head['Content-Length'] = Buffer.byteLength(text)
  writeHead(res, status).end(text) // as text it is sent in one piece with the head
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
  const head = headOf(res)
  const problem = toProblem(error, requestId)
  const challenge = challengeOf(error.code)
  if (challenge) head['WWW-Authenticate'] = challenge
  if (error.retryAfter !== undefined) head['Retry-After'] = error.retryAfter
  sendText(res, problem.status, 'application/problem+json; charset=utf-8', JSON.stringify(problem))
}
