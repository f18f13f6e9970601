import type { ServerResponse } from 'node:http'
import { challengeOf, type ErrorTable, type Failure, toProblem } from '@taskpact/contract/core'
import type { ServiceError } from '@taskpact/engine'
import { type RequestContext, resourceMetadataUrl } from '@taskpact/engine/http'
import { sendReply } from './send-reply.js'

export interface ProblemOptions {
  readonly errors: ErrorTable
  /** The scopes that all tools need, which clients without a token ask for. */
  readonly scopes: readonly string[]
  readonly resource?: string | undefined
  readonly onInternalError: (error: unknown, requestId: string) => void
}

/** Returns a function that refuses a whole HTTP request with a problem (RFC 9457), and challenges the client if it needs another token. */
export function problemSender({ errors, scopes, resource, onInternalError }: ProblemOptions) {
  return (res: ServerResponse, failure: ServiceError<string>, context: RequestContext): void => {
    const { requestId, baseUrl } = context
    if (failure.isInternal) onInternalError(failure, requestId)
    if (res.headersSent) return void res.destroy()
    context.applyEffects(failure.effects)
    const problem = toProblem(errors, failure, requestId)
    const challenge = challengeOf(withScopes(failure, scopes), resourceMetadataUrl(baseUrl, resource))
    if (challenge !== undefined) res.setHeader('WWW-Authenticate', challenge)
    if (failure.retryAfter !== undefined) res.setHeader('Retry-After', failure.retryAfter)
    const type = 'application/problem+json; charset=utf-8'
    sendReply(res, { status: problem.status, type, text: JSON.stringify(problem) })
  }
}

/** A client without a token has to learn which scopes to ask for (RFC 6750, section 3). A token that lacks one names that itself. */
function withScopes(failure: Failure<string>, scopes: readonly string[]): Pick<Failure<string>, 'code' | 'facts'> {
  const { code, facts = {} } = failure
  if (code === 'insufficient_scope' || scopes.length === 0) return failure
  return { code, facts: { ...facts, scope: scopes.join(' ') } }
}
