import type { Database } from '@taskpact/db'
import { type AnyStep, CallContext, type CreateLimiter, type History } from '@taskpact/engine'
import type { Accounts, Fetch, Service } from '@taskpact/service'
import type { RequestHandler } from 'express'
import type { Logger } from 'pino'
import type { Env } from '../config/env.js'
import { isWithin } from '../config/relying-party.js'
import { contextOf } from '../http/request-context.js'
import { resourcesAt } from '../http/resource-metadata.js'
import { requestCounter } from '../mcp/count-request.js'

interface Options {
  readonly env: Env
  readonly secrets: readonly string[]
  readonly auth: Accounts
  readonly service: Service
  readonly db: Database
  readonly now: () => Date
  readonly history: History
  readonly rateLimit: AnyStep
  readonly createLimiter: CreateLimiter
  /** Default: fetches https URLs of the public internet only. */
  readonly fetchPublic: Fetch | undefined
  readonly logger: Logger
  readonly onInternalError: (error: unknown, requestId: string) => void
}

/** Opens the authorization server with `OAUTH=own`. Loads its library, which takes 29 MB, only then. */
export async function openAuthorization(options: Options): Promise<RequestHandler | undefined> {
  const { env, secrets, auth, service, db, now, history, rateLimit, onInternalError } = options
  const { OAUTH, PUBLIC_URL, OAUTH_CLIENTS = [], OAUTH_REGISTRATION, PASSKEY_RP_ID } = env
  if (OAUTH !== 'own' || PUBLIC_URL === undefined || !auth.apps) return undefined
  const { openOAuth } = await import('../oauth/open-oauth.js')
  const { pollLimit } = await import('../oauth/device-polling.js')
  const { createPublicFetch } = await import('../oauth/public-fetch.js')
  const count = { read: requestCounter(rateLimit), credentials: requestCounter(rateLimit, 'credentials') }
  const { beginSignIn } = service.auth.passkeys
  const hasPasskeys = PASSKEY_RP_ID !== undefined && isWithin(new URL(PUBLIC_URL).hostname, PASSKEY_RP_ID)
  return openOAuth({
    publicUrl: PUBLIC_URL,
    resources: resourcesAt(PUBLIC_URL),
    apps: auth.apps,
    store: { db, now, afterCommit: (effect) => effect() },
    secrets,
    clients: OAUTH_CLIENTS,
    allowsRegistration: OAUTH_REGISTRATION,
    fetch: options.fetchPublic ?? createPublicFetch(),
    contextOf,
    toContext: (request, effects) => new CallContext(request, { db, now, effects, history }),
    polls: options.createLimiter(pollLimit),
    countRequest: (limit, request) => count[limit](undefined, request),
    beginPasskey: hasPasskeys ? (ctx) => beginSignIn({}, ctx) : undefined,
    onRequest: (summary) => options.logger.info({ transport: 'oauth', ...summary }),
    onInternalError,
  })
}
