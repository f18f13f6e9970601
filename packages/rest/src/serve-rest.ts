import { type AppRouter, inOrder, nested, type Operation } from '@taskpact/contract'
import type { Perform } from '@taskpact/service'
import type { AppRouter as Endpoints } from '@ts-rest/core'
import { createExpressEndpoints } from '@ts-rest/express'
import type { Express, Request } from 'express'
import { readBody } from './body.js'
import { exchangeOf, openExchange } from './exchange.js'
import { handleErrors } from './express-errors.js'
import { fieldErrors, undeclaredQuery } from './field-errors.js'
import { headerInput } from './header-input.js'
import { answerUnserved } from './unserved.js'

export interface RestOptions {
  readonly contract: AppRouter
  readonly operations: readonly Operation[]
  readonly perform: Perform
  /** Is told of every failure that is ours and not the client's. */
  readonly onInternal: (error: unknown, requestId: string) => void
}

/**
 * Serves the operations on an Express app, and answers whatever else it is asked with a problem (RFC 9457):
 * mount it last. The request id is read from `res.locals.requestId`.
 */
export function serveRest(app: Express, options: RestOptions): void {
  const byRoute = new Map(options.operations.map((operation) => [operation.route as object, operation]))
  const endpoints = options.contract as Endpoints // `operations` has judged its schemas
  createExpressEndpoints<Endpoints>(endpoints, handOver(options.operations), app, {
    logInitialization: false,
    globalMiddleware: [openExchange(byRoute, options), readBody] as never[], // typed for a contract known when compiling
    requestValidationErrorHandler: (error, req, res) => {
      const operation: Operation = res.locals.operation
      const errors = [...fieldErrors(error, operation, req.query), ...headerInput(operation, req).errors]
      exchangeOf(res)?.resolve({ success: false, errors: inOrder(errors) })
    },
  })
  app.use(answerUnserved(options.operations))
  app.use(handleErrors(options.onInternal))
}

/** ts-rest's handlers, shaped as the contract: each hands the parsed input over; the exchange sends the answer. */
function handOver(operations: readonly Operation[]): Parameters<typeof createExpressEndpoints<Endpoints>>[1] {
  const handlers = nested(operations.map((operation) => [operation.name, handler(operation)]))
  return handlers as ReturnType<typeof handOver> // built by name, so the compiler cannot see its shape
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
