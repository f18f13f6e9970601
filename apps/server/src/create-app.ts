import type { Operation } from '@taskpact/contract'
import { createRest } from '@taskpact/rest'
import type { Perform } from '@taskpact/service'
import { createTrpcHandlers } from '@taskpact/trpc'
import express, { type Express, type RequestHandler, type Router } from 'express'
import helmet from 'helmet'
import { clientInfo } from './client-info.js'
import { contractMark } from './contract-mark.js'
import { crossOrigin } from './cross-origin.js'
import { docs } from './docs.js'
import { documents } from './documents.js'
import { fewHeaders } from './few-headers.js'
import { fixedHeaders } from './fixed-headers.js'
import { oneHost } from './one-host.js'
import { requestId } from './request-id.js'
import { securityTxt } from './security-txt.js'

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

const headers = fixedHeaders(
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
  }),
)

/** Answers hold tokens and people's tasks: no cache keeps them unless a route says so (RFC 9111, section 5.2.2.5). */
const notStored: RequestHandler = (_req, res, next) => {
  res.setHeader('Cache-Control', 'no-store')
  next()
}

/** Every transport, document and page of the server as one Express app. */
export function createApp({ version, corsOrigins, trustProxy, secure, metrics, ...api }: AppOptions): Express {
  const app = express()
  app.enable('case sensitive routing').enable('strict routing').disable('x-powered-by').disable('etag')
  app.use(requestId, headers, notStored, fewHeaders, oneHost)
  app.set('trust proxy', trustProxy)
  app.use(crossOrigin(corsOrigins), contractMark(api.operations), clientInfo({ secure, origins: corsOrigins }))
  app.use('/trpc', createTrpcHandlers(api))
  const rest = createRest(api)
  app.use(rest.serve) // first of what is left: nearly every request ends there
  app.use(documents(api.operations, version), docs(api.operations), metrics, securityTxt(api.securityContact))
  app.use(...rest.refuse)
  return app
}
