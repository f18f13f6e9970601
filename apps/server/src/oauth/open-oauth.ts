import { AsyncLocalStorage } from 'node:async_hooks'
import type { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { type Effects, ServiceError } from '@taskpact/engine'
import type { RequestContext } from '@taskpact/engine/http'
import { translateError } from '@taskpact/service'
import { type NextFunction, type Request, type Response, Router } from 'express'
import type { Provider } from 'oidc-provider'
import { type InteractionOptions, interactions } from './interactions.js'
import { passkeyScript, passkeyScriptPath } from './passkey-script.js'
import { methodsAt, paths } from './paths.js'
import { createProvider, type ProviderOptions } from './provider.js'

export interface OAuthOptions
  extends Omit<ProviderOptions, 'keys' | 'store' | 'countFetch'>,
    Pick<InteractionOptions, 'contextOf' | 'toContext' | 'beginPasskey'> {
  readonly store: Omit<ProviderOptions['store'], 'client' | 'requestId'>
  /** Counts a request by its limit. Rejects with `rate_limited`. */
  readonly countRequest: (limit: 'read' | 'credentials', request: RequestContext) => Promise<Effects>
  /** Called after each request, with neither its parameters nor its response. */
  readonly onRequest: (summary: OAuthRequestSummary) => void
  /** Called for each internal error. */
  readonly onInternalError: (error: unknown, requestId: string) => void
}

export interface OAuthRequestSummary {
  readonly requestId: string
  readonly method: string
  /** Without the id of an interaction. */
  readonly path: string
  readonly status: number
  readonly ms: number
}

/** Milliseconds after which the signing keys are read again. */
const keysInterval = 60_000

/**
 * Opens the authorization server: a router for its endpoints, its metadata and its pages. The first request reads the signing keys, so
 * that the server starts without the database.
 */
export function openOAuth(options: OAuthOptions): Router {
  const { apps, store, contextOf, onInternalError, countRequest, publicUrl } = options
  const prefix = new URL(publicUrl).pathname.replace(/\/$/, '')
  let current:
    | { readonly provider: Provider; readonly kids: string; readonly handle: ReturnType<Provider['callback']> }
    | undefined
  let checkedAt = Number.NEGATIVE_INFINITY
  // The library does not say for which request it reads and writes.
  const requests = new AsyncLocalStorage<RequestContext>()
  const currentRequest = () => requests.getStore() as RequestContext

  async function load() {
    const now = store.now()
    if (current && now.getTime() - checkedAt < keysInterval) return current
    const keys = await apps.keys.current({ db: store.db, now })
    checkedAt = now.getTime()
    const kids = keys.map(({ kid }) => kid).join(' ')
    if (current?.kids === kids) return current
    const provider = createProvider({
      ...options,
      keys,
      store: {
        ...store,
        get client() {
          return currentRequest().client
        },
        get requestId() {
          return currentRequest().requestId
        },
      },
      countFetch: async () => countRequest('credentials', currentRequest()),
    })
    const report = (error: unknown, { req }: { readonly req: IncomingMessage }) =>
      onInternalError(error, contextOf(req as Request).requestId)
    provider.on('server_error', (ctx, error) => report(error, ctx))
    // An event of Koa, which the types lack. Without a listener, it would print the error.
    ;(provider as EventEmitter).on('error', report)
    current = { provider, kids, handle: provider.callback() }
    return current
  }

  /** Checks and counts a request, and passes it on to the library, which has no rate limits. */
  async function serve(req: Request, res: Response): Promise<void> {
    const methods = methodsAt(req.path)
    if (!methods || (req.path === paths.registration && !options.allowsRegistration))
      throw new ServiceError('not_found', 'There is nothing at this URL.')
    if (!methods.includes(req.method)) {
      res.setHeader('Allow', methods.join(', '))
      throw new ServiceError('method_not_allowed', `This URL supports ${methods.join(', ')} only.`)
    }
    const request = contextOf(req)
    request.applyEffects(await countRequest(strictlyLimited.has(req.path) ? 'credentials' : 'read', request))
    const { handle } = await load()
    req.originalUrl = prefix + req.url
    res.setHeader('Content-Security-Policy', policy)
    await handle(req, res)
  }

  function log(req: Request, res: Response, next: NextFunction): void {
    const started = performance.now()
    const path = req.path.split('/').slice(0, 3).join('/')
    res.once('close', () => {
      const ms = Math.round((performance.now() - started) * 10) / 10
      options.onRequest({ requestId: contextOf(req).requestId, method: req.method, path, status: res.statusCode, ms })
    })
    next()
  }

  const router = Router({ caseSensitive: true, strict: true })
  router.use(log)
  router.use((req, _res, next) => requests.run(contextOf(req), next))
  router.use((_req, _res, next) => {
    const refuse = (thrown: unknown) => next(translateError(thrown) ?? thrown)
    load().then(() => next(), refuse)
  })
  router.get(passkeyScriptPath, (_req, res) => void res.type('js').send(passkeyScript))
  router.use(
    interactions({
      ...options,
      provider: () => (current as NonNullable<typeof current>).provider,
    }),
  )
  router.use((req, res, next) => void serve(req, res).catch(next))
  return router
}

/** The default for responses of the library. Pages replace it. */
const policy = "default-src 'none'; script-src 'self'; frame-ancestors 'none'"

/** Paths that accept codes which could be guessed, or that store records for requests without credentials. */
const strictlyLimited: ReadonlySet<string> = new Set([
  paths.authorization,
  paths.device,
  paths.deviceAuthorization,
  paths.registration,
])
