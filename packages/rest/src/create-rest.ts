import { type ErrorTable, nested, noBody, notModified, type Operation } from '@taskpact/contract/core'
import type { Perform } from '@taskpact/engine'
import { createSendEvents, type RequestContext } from '@taskpact/engine/http'
import { createExpressEndpoints } from '@ts-rest/express'
import { type Request, type Response, Router } from 'express'
import { defaultContext } from './default-context.js'
import { endpoint } from './endpoint.js'
import { fileEndpoint } from './file-endpoint.js'
import { methodNotAllowed } from './method-not-allowed.js'
import { type OnInternalError, problemHandler } from './problem.js'
import { streamEndpoint } from './stream-endpoint.js'

export interface RestOptions {
  readonly operations: readonly Operation[]
  /** The error table that statuses and titles come from. */
  readonly errors: ErrorTable
  readonly perform: Perform
  /** What the app knows of a request. Default: request id, client address and rate limit headers, without cookies. */
  readonly contextOf?: ContextOf
  /** Called for each failure that is not the client's. Default: ignored. */
  readonly onInternalError?: OnInternalError
  /** The path of the protected resource whose metadata challenges name (RFC 9728). Default: they name none. */
  readonly resource?: string
}

export type ContextOf = (req: Request, res: Response) => RequestContext

/**
 * Returns a router that serves operations as REST. Mount it on any Express 5 app with `app.use(createRest(…))`: it handles the paths
 * of the contract, answers their failures with problems (RFC 9457), and passes on every other request.
 */
export function createRest(options: RestOptions): Router {
  const { operations, errors, perform, contextOf = defaultContext, onInternalError = () => {}, resource } = options
  const router = Router({ caseSensitive: true, strict: true })
  const isPlain = ({ kind, metadata: { requestFile, responseFile } }: Operation) =>
    kind !== 'stream' && !requestFile && !responseFile
  const plain = operations.filter(isPlain)
  const serving = { perform, contextOf, onInternalError }
  const streaming = { ...serving, errors, sendEvents: createSendEvents() }

  // Before the others: Express takes the first route that matches, and `/things/export` matches `/things/:thingId` too.
  for (const operation of operations.filter((operation) => !isPlain(operation))) {
    const { kind, route } = operation
    const method = route.method.toLowerCase() as Lowercase<typeof route.method>
    const handler = kind === 'stream' ? streamEndpoint(operation, streaming) : fileEndpoint(operation, serving)
    router[method](route.path, handler)
  }
  createExpressEndpoints(
    treeOf(plain, toTsRestRoute) as never, // built by name, so the compiler cannot see its shape
    treeOf(plain, (operation) => endpoint(operation, serving)) as never,
    router,
    { logInitialization: false },
  )
  router.use(methodNotAllowed(operations))
  router.use(problemHandler({ errors, contextOf, onInternalError, resource }))
  return router
}

export interface Serving {
  readonly perform: Perform
  readonly contextOf: ContextOf
  readonly onInternalError: OnInternalError
}

/** Routing and responses only: the engine validates the input and encodes the output. */
function toTsRestRoute({ route: { method, path }, status, output }: Operation) {
  return { method, path, responses: { [status]: output ?? noBody, [notModified]: noBody } }
}

function treeOf<T>(operations: readonly Operation[], of: (operation: Operation) => T) {
  return nested(operations.map((operation) => [operation.name, of(operation)]))
}
