import { challengeOf, type Operation, toProblem } from '@taskpact/contract'
import { ServiceError, Streamed } from '@taskpact/service'
import type { Response } from 'express'
import { sendStreamed } from './send-streamed.js'

/** Is told of a failure that is ours and not the client's. */
export type OnInternal = (error: unknown, requestId: string) => void

/** Sends the success that the contract declares. */
export function sendOutput(res: Response, operation: Operation, output: unknown, onInternal: OnInternal): void {
  res.status(operation.status)
  if (operation.output === undefined) {
    res.end()
    return
  }
  if (operation.location) res.location(locate(operation.location, output as Record<string, unknown>))
  if (output instanceof Streamed) sendStreamed(res, output, (error) => onInternal(error, res.locals.requestId))
  else res.json(output)
}

/** Sends any failure as `application/problem+json` (RFC 9457). */
export function sendProblem(res: Response, thrown: unknown, onInternal: OnInternal): void {
  const error = ServiceError.from(thrown)
  const requestId: string = res.locals.requestId
  if (error.code === 'internal') onInternal(error, requestId)
  if (res.headersSent) {
    res.destroy()
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
