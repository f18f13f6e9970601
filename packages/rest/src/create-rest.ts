import type { Operation } from '@taskpact/contract'
import { type Perform, ServiceError } from '@taskpact/service'
import type { ErrorRequestHandler, Request, RequestHandler } from 'express'
import { handleErrors } from './express-errors.js'
import { operationFinder } from './find-operation.js'
import { type OnInternal, sendProblem } from './reply.js'
import { serverOf } from './serve-operation.js'
import { answerUnserved } from './unserved.js'

export interface RestOptions {
  readonly operations: readonly Operation[]
  readonly perform: Perform
  /** Is told of every failure that is ours and not the client's. */
  readonly onInternal: OnInternal
}

export interface Rest {
  /** Serves the operations, and leaves every other address to whoever comes next. */
  readonly serve: RequestHandler
  /** Answers with a problem (RFC 9457) whatever nobody served, and whatever failed: mount them last. */
  readonly refuse: readonly [RequestHandler, ErrorRequestHandler]
}

/**
 * The operations as handlers of Express, whose router they do not need: whoever has its kind of request may call `serve` at once.
 * What is known of a request they read from `res.locals`: `requestId`, `client`, and the headers that its answer has in any
 * case, of its own as `head`, and as all have them as `fixedHeaders`.
 */
export function createRest({ operations, perform, onInternal }: RestOptions): Rest {
  const find = operationFinder(operations)
  const servers = new Map(operations.map((operation) => [operation, serverOf(operation, { perform, onInternal })]))
  return {
    serve(req, res, next) {
      const path = pathOf(req)
      const found = path === undefined ? undefined : find(req.method, path)
      const serve = found && servers.get(found.operation)
      if (path !== undefined && !serve) return next()
      const parameters = found && decoded(found.parameters)
      if (parameters) serve?.(req, res, parameters)
      else sendProblem(res, new ServiceError('invalid_input', 'The address is not well-formed.'), onInternal)
    },
    refuse: [answerUnserved(operations), handleErrors(onInternal)],
  }
}

/** Undefined where the address has none, or is a URL that is none: a proxy is sent whole ones (RFC 9112, section 3.2.2). */
function pathOf(req: Request): string | undefined {
  try {
    return req.path ?? undefined
  } catch {
    return undefined
  }
}

/** Undefined where one is not percent-encoded UTF-8. */
function decoded(parameters: Readonly<Record<string, string>>): Record<string, string> | undefined {
  const all: Record<string, string> = {}
  try {
    for (const name in parameters) {
      const text = parameters[name] as string
      all[name] = text.includes('%') ? decodeURIComponent(text) : text
    }
    return all
  } catch {
    return undefined
  }
}
