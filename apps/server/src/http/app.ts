import type { RequestListener } from 'node:http'
import { apiPath, errors, type Operation } from '@taskpact/contract'
import type { Caller, Perform } from '@taskpact/engine'
import type { RequestContext } from '@taskpact/engine/http'
import { createMcp, type McpOptions } from '@taskpact/mcp'
import type { AppAccess } from '@taskpact/openapi'
import { createRest, notFound, problemHandler } from '@taskpact/rest'
import { createTrpc } from '@taskpact/trpc'
import express, { type Express, type Request, type RequestHandler, type Response, type Router } from 'express'
import type { AuthorizationServer } from '../config/authorization-server.js'
import { mailboxPage } from '../docs/mailbox-page.js'
import { openApiRoutes } from '../docs/openapi-routes.js'
import type { DocsClient } from '../docs/reference-script.js'
import { docs } from '../docs/router.js'
import { securityTxt } from '../docs/security-txt.js'
import type { Mailbox } from '../mail/mailbox.js'
import { mcpIdentity } from '../mcp/identity.js'
import { prompts } from '../mcp/prompts.js'
import { resourcesOf } from '../mcp/resources.js'
import { isOAuthPath } from '../oauth/paths.js'
import { createCors } from './cors.js'
import { limitHeaders } from './header-limit.js'
import { requireOneHost } from './host-header.js'
import type { IsAllowedOrigin } from './origin-check.js'
import { contextCreator, contextOf } from './request-context.js'
import { requirePath } from './request-target.js'
import { mcpPath, resourceMetadata } from './resource-metadata.js'
import type { SessionCookie } from './token-cookie.js'

export interface AppOptions {
  readonly operations: readonly Operation[]
  readonly perform: Perform
  /** Returns the caller of a token. Rejects with a ServiceError if the token is invalid. */
  readonly identify: (token: string, context: RequestContext) => Promise<Caller>
  /** Counts a request that calls no operation. Rejects with `rate_limited`. */
  readonly countRequest: NonNullable<McpOptions['countRequest']>
  /** Called after each request of MCP that called no operation. */
  readonly onMcpRequest: NonNullable<McpOptions['onRequest']>
  readonly version: string
  /** The origins whose pages may send requests with credentials. */
  readonly isAllowedOrigin: IsAllowedOrigin
  /** Number of trusted reverse proxies. */
  readonly trustProxy: number
  /** Whether browsers reach the server over TLS. */
  readonly secure: boolean
  /** Which pages browsers send the cookies for. */
  readonly sessionCookie: SessionCookie
  /** Finds where apps get their tokens, for the documents. Undefined: nowhere. */
  readonly findAccess?: (() => Promise<AppAccess | undefined>) | undefined
  /** The app as which the API reference signs in. Undefined: it does not. */
  readonly docsClient?: DocsClient | undefined
  /** Where apps get their tokens. */
  readonly authorizationServer?: AuthorizationServer | undefined
  readonly metrics: Router
  readonly securityContact?: string | undefined
  /** The authorization server for apps. Undefined: there is none. */
  readonly oauth?: RequestHandler | undefined
  /** Shown on a page. Undefined except in development. */
  readonly mailbox?: Mailbox | undefined
  /** Creates the id of a request that has none. Default: a UUID. */
  readonly newRequestId?: (() => string) | undefined
  /** Called for each failure that is not the client's. */
  readonly onInternalError: (error: unknown, requestId: string) => void
}

export interface App {
  /** Handles requests and responses of Express' own classes. */
  readonly serve: RequestListener
  readonly express: Express
  /** For responses to requests that Node refuses. */
  readonly isAllowedOrigin: IsAllowedOrigin
}

/** Returns the app with every transport, document and page of the server. */
export function createApp(options: AppOptions): App {
  const { operations, perform, identify, countRequest, version, isAllowedOrigin, onInternalError } = options
  const { trustProxy, secure, sessionCookie, onMcpRequest: onRequest } = options
  const app = express()
  app.enable('case sensitive routing').enable('strict routing').disable('x-powered-by').disable('etag')
  app.set('trust proxy', trustProxy)
  const api = { operations, errors, perform, contextOf, onInternalError, resource: apiPath }
  const sendProblem = problemHandler(api)
  app.use(createRest(api), createTrpc({ ...api, path: '/trpc' }))
  const offered = { server: mcpIdentity(version), prompts, resources: resourcesOf(operations) }
  const mcp = {
    ...api,
    ...offered,
    path: mcpPath,
    resource: mcpPath,
    identify,
    countRequest,
    isAllowedOrigin,
    onRequest,
  }
  app.use(createMcp(mcp))
  const { findAccess, docsClient, oauth } = options
  app.use(openApiRoutes(operations, version, findAccess), docs(operations, docsClient))
  app.use(options.metrics, securityTxt(options.securityContact))
  if (oauth) app.use((req, res, next) => (isOAuthPath(req.path) ? oauth(req, res, next) : next()))
  if (options.mailbox) app.use(mailboxPage(options.mailbox))
  app.use(resourceMetadata([apiPath, mcpPath], contextOf, options.authorizationServer?.issuer))
  app.use(notFound, sendProblem)

  const { newRequestId } = options
  const createContext = contextCreator({
    operations,
    trustProxy,
    secure,
    sessionCookie,
    isAllowedOrigin,
    newRequestId,
    publicUrl: options.authorizationServer?.publicUrl,
  })
  const cors = createCors(isAllowedOrigin)
  const serve = (req: Request, res: Response) => {
    createContext(req, res)
    try {
      limitHeaders(req, res)
      requireOneHost(req)
      requirePath(req)
    } catch (error) {
      return cors(req, res, () => sendProblem(error, req, res, () => {}))
    }
    // The authorization server lets pages of all apps send requests, none with credentials.
    if (oauth && isOAuthPath(pathOf(req))) app(req, res)
    else cors(req, res, () => app(req, res))
  }
  // Express' classes extend those of Node.
  return { serve: serve as unknown as RequestListener, express: app, isAllowedOrigin }
}

function pathOf({ url }: Request): string {
  return url.split('?', 1)[0] as string
}
