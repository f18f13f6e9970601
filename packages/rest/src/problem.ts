import { challengeOf, codeOfStatus, type ErrorTable, toProblem } from '@taskpact/contract/core'
import { ServiceError } from '@taskpact/engine'
import { resourceMetadataUrl } from '@taskpact/engine/http'
import type { ErrorRequestHandler, RequestHandler, Response } from 'express'
import type { ContextOf } from './create-rest.js'

/** Called for a failure that is not the client's. */
export type OnInternalError = (error: unknown, requestId: string) => void

export interface ProblemOptions {
  readonly errors: ErrorTable
  readonly contextOf: ContextOf
  readonly onInternalError: OnInternalError
  /** The path of the protected resource whose metadata challenges name (RFC 9728). Default: they name none. */
  readonly resource?: string | undefined
}

/** Returns the error handler that sends every failure as `application/problem+json` (RFC 9457). */
export function problemHandler({ errors, contextOf, onInternalError, resource }: ProblemOptions): ErrorRequestHandler {
  return (thrown, req, res, _next) => {
    const error = toServiceError(thrown, errors)
    const context = contextOf(req, res)
    if (error.isInternal) onInternalError(error, context.requestId)
    if (res.headersSent) {
      if (!res.writableEnded) res.destroy() // else the HTTP server has already sent a response
      return
    }
    context.applyEffects(error.effects)
    const challenge = challengeOf(error, resourceMetadataUrl(context.baseUrl, resource))
    if (challenge) res.setHeader('WWW-Authenticate', challenge)
    sendProblem(res, error, errors, context.requestId)
  }
}

/** Refuses a request that no handler before has served. */
export const notFound: RequestHandler = (req) => {
  if (req.path.includes('%00')) throw new ServiceError('invalid_input', 'The URL contains NUL.')
  throw new ServiceError('not_found', 'There is nothing at this URL.')
}

function sendProblem(res: Response, error: ServiceError<string>, errors: ErrorTable, requestId: string): void {
  const problem = toProblem(errors, error, requestId)
  if (error.retryAfter !== undefined) res.setHeader('Retry-After', error.retryAfter)
  const body = JSON.stringify(problem)
  res.status(problem.status).setHeader('Content-Type', 'application/problem+json; charset=utf-8')
  res.setHeader('Content-Length', Buffer.byteLength(body)) // also in the response to HEAD
  res.end(body)
}

/** Express and its router refuse some requests themselves, with an error that has a status. */
function toServiceError(thrown: unknown, errors: ErrorTable): ServiceError<string> {
  if (thrown instanceof ServiceError) return thrown
  const { status } = (thrown ?? {}) as { readonly status?: unknown }
  const code = typeof status === 'number' ? codeOfStatus(errors, status) : 'internal'
  if (code === 'internal') return ServiceError.from(thrown)
  const isUrl = thrown instanceof URIError
  return new ServiceError(code, isUrl ? 'The URL is not well-formed.' : 'The request cannot be served.')
}
