import { inOrder, type Operation } from '@taskpact/contract'
import type { Perform } from '@taskpact/service'
import type { AppRouter as Endpoints } from '@ts-rest/core'
import { createExpressEndpoints } from '@ts-rest/express'
import { type ErrorRequestHandler, type Request, type RequestHandler, Router } from 'express'
import { readBody } from './body.js'
import { exchangeOf, openExchange } from './exchange.js'
import { handleErrors } from './express-errors.js'
import { fieldErrors, undeclaredQuery } from './field-errors.js'
import { operationFinder } from './find-operation.js'
import { headerInput } from './header-input.js'
import { answerUnserved } from './unserved.js'

export interface RestOptions {
  readonly operations: readonly Operation[]
  readonly perform: Perform
  /** Is told of every failure that is ours and not the client's. */
  readonly onInternal: (error: unknown, requestId: string) => void
}

export interface Rest {
  /** Serves the operations, and leaves every other address to whoever comes next. */
  readonly serve: RequestHandler
  /** Answers with a problem (RFC 9457) whatever nobody served, and whatever failed: mount them last. */
  readonly refuse: readonly [RequestHandler, ErrorRequestHandler]
}

/** The operations as handlers for an Express app. The request id is read from `res.locals.requestId`. */
export function createRest(options: RestOptions): Rest {
  const { operations, onInternal } = options
  const find = operationFinder(operations)
  const routers = new Map(operations.map((operation) => [operation, routerOf(operation, options)]))
  return {
    serve(req, res, next) {
      const operation = find(req.method, req.path)
      const router = operation && routers.get(operation)
      if (router) router(req, res, next)
      else next()
    },
    refuse: [answerUnserved(operations), handleErrors(onInternal)],
  }
}

/** One route of ts-rest's, which hands the parsed input over; the exchange sends the answer. */
function routerOf(operation: Operation, options: RestOptions): Router {
  const router = Router({ caseSensitive: true, strict: true })
  const endpoint = { it: operation.route } as Endpoints // `operations` has judged its schemas
  createExpressEndpoints<Endpoints>(endpoint, { it: handler(operation) as never }, router, {
    logInitialization: false,
    globalMiddleware: [openExchange(operation, options), readBody] as never[], // these two are typed for a contract known when compiling
    requestValidationErrorHandler: (error, req, res) => {
      const errors = [...fieldErrors(error, operation, req.query), ...headerInput(operation, req).errors]
      exchangeOf(res)?.resolve({ success: false, errors: inOrder(errors) })
    },
  })
  return router
}

function handler(operation: Operation) {
  const { places } = operation
  const inPath = Object.keys(places).filter((field) => places[field] === 'path')
  return ({ params, query, body, req, res }: Parsed): Promise<never> => {
    const header = headerInput(operation, req)
    const input: Record<string, unknown> = { ...query, ...body, ...header.input }
    for (const field of inPath) input[field] = params?.[field]
    const errors = [...undeclaredQuery(operation, query), ...header.errors]
    exchangeOf(res)?.resolve(errors.length === 0 ? { success: true, input } : { success: false, errors })
    return new Promise(() => {})
  }
}

/** What ts-rest hands over once it has validated. */
interface Parsed {
  readonly params?: Record<string, unknown>
  readonly query?: Record<string, unknown>
  readonly body?: Record<string, unknown>
  readonly req: Request
  readonly res: Parameters<typeof exchangeOf>[0]
}
