import type { RequestListener } from 'node:http'
import type { Operation } from '@taskpact/contract'
import { createRest, sendProblem } from '@taskpact/rest'
import type { Perform } from '@taskpact/service'
import { createTrpc } from '@taskpact/trpc'
import express, { type Express, type Request, type RequestHandler, type Response, type Router } from 'express'
import { documents } from '../docs/openapi-routes.js'
import { docs } from '../docs/router.js'
import { securityTxt } from '../docs/security-txt.js'
import { createCrossOrigin } from './cors.js'
import { requireFewHeaders } from './header-limit.js'
import { requireOneHost } from './host-header.js'
import { answerOpener, openedHeaders } from './request-context.js'

export interface AppOptions {
  readonly operations: readonly Operation[]
  readonly perform: Perform
  readonly version: string
  readonly corsOrigins: readonly string[]
  /** Proxies before us, whose word on addresses is taken. */
  readonly trustProxy: number
  /** Whether browsers reach us over TLS. */
  readonly secure: boolean
  readonly metrics: Router
  /** Where people report what is unsafe. */
  readonly securityContact?: string | undefined
  readonly onInternal: (error: unknown, requestId: string) => void
}

export interface App {
  /** Serves requests and answers of Express' own classes. */
  readonly serve: RequestListener
  readonly express: Express
}

/**
 * Every transport, document and page of the server. Calls of operations, which nearly all requests are, go to their transport at
 * once; Express has the others.
 */
export function createApp({ version, corsOrigins, trustProxy, secure, metrics, ...api }: AppOptions): App {
  const app = express()
  app.enable('case sensitive routing').enable('strict routing').disable('x-powered-by').disable('etag')
  app.set('trust proxy', trustProxy)
  const crossOrigin = createCrossOrigin(corsOrigins)
  const trpc = createTrpc({ ...api, path: '/trpc' })
  const rest = createRest(api)
  app.use(setHead, crossOrigin.preflight, trpc.serve)
  app.use(documents(api.operations, version), docs(api.operations), metrics, securityTxt(api.securityContact))
  app.use(...rest.refuse)

  const open = answerOpener({ operations: api.operations, crossOrigin, secure, origins: corsOrigins })
  const serve = (req: Request, res: Response) => {
    open(req, res)
    try {
      requireFewHeaders(req, res)
      requireOneHost(req)
      rest.serve(req, res, () => trpc.serveSingle(req, res, () => app(req, res)))
    } catch (error) {
      sendProblem(res, error, api.onInternal)
    }
  }
  return { serve: serve as unknown as RequestListener, express: app } // Express' classes are Node's with more
}

/** What Express serves sets its headers one by one. */
const setHead: RequestHandler = (_req, res, next) => {
  for (const [name, value] of Object.entries(openedHeaders(res))) res.setHeader(name, value)
  res.locals.head = undefined
  res.locals.fixedHeaders = undefined
  next()
}
