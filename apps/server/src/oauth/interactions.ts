import { type ErrorCode, errors } from '@taskpact/contract'
import type { Database } from '@taskpact/db'
import { type Context, type Effects, ServiceError } from '@taskpact/engine'
import type { RequestContext } from '@taskpact/engine/http'
import { type NextFunction, type Request, type Response, Router, urlencoded } from 'express'
import { type Provider, errors as refusals } from 'oidc-provider'
import type { OAuthClient } from '../config/oauth-clients.js'
import { grantRequested, requestedScopes } from './consent.js'
import { consentPage } from './pages/consent.js'
import { expiredPage, failurePage, refusalPage } from './pages/error.js'
import type { toPage } from './pages/page.js'
import { paths } from './paths.js'
import { findInteraction, type PendingInteraction, toAuthorizedApp } from './pending-interaction.js'
import type { Fields } from './sign-in-form.js'
import { createSignInSteps, type SignInOptions } from './sign-in-steps.js'

export interface InteractionOptions extends Pick<SignInOptions, 'apps' | 'beginPasskey'> {
  readonly provider: () => Provider
  readonly clients: readonly OAuthClient[]
  readonly publicUrl: string
  readonly contextOf: (req: Request) => RequestContext
  /** Returns the context of a request for the domain, whose effects apply to the response. */
  readonly toContext: (request: RequestContext, effects: Effects) => Context<Database>
  /** Counts a request by its limit. Rejects with `rate_limited`. */
  readonly countRequest: (limit: 'read' | 'credentials', request: RequestContext) => Promise<Effects>
}

type Page = ReturnType<typeof toPage>

/** Serves the pages on which users sign in and allow apps. A cookie binds each interaction to one browser. */
export function interactions(options: InteractionOptions): Router {
  const { apps, clients, contextOf, toContext } = options
  const { origin, pathname } = new URL(options.publicUrl)
  const base = pathname.replace(/\/$/, '')
  const signInSteps = createSignInSteps({ ...options, base, actionOf })
  const router = Router({ caseSensitive: true, strict: true })
  const path = `${paths.interaction}/:uid`
  const form = urlencoded({ extended: false, limit: 20_000, parameterLimit: 20 })

  router.get(path, handled(show))
  router.post(`${path}/:step`, form, handled(submit))
  return router

  function handled(handle: (req: Request, res: Response) => Promise<void>) {
    return (req: Request, res: Response, next: NextFunction) =>
      void handle(req, res).catch((thrown: unknown) => {
        if (isRefusal(thrown) && !res.headersSent) return send(res.status(thrown.statusCode), refusalPage(thrown))
        const failure = ServiceError.from(thrown)
        if (failure.isInternal || res.headersSent) return next(thrown)
        contextOf(req).applyEffects(failure.effects)
        if (failure.retryAfter !== undefined) res.set('Retry-After', String(failure.retryAfter))
        send(res.status(errors[failure.code as ErrorCode].status), failurePage(failure.detail))
      })
  }

  async function show(req: Request, res: Response): Promise<void> {
    const request = contextOf(req)
    request.applyEffects(await options.countRequest('read', request))
    const pending = await find(req, res)
    if (!pending) return
    if (pending.details.prompt.name === 'login')
      return send(res, await signInSteps.begin(pending, toContext(request, {})))
    send(res, await consent(pending, req))
  }

  async function submit(req: Request, res: Response): Promise<void> {
    refuseOtherPages(req)
    const pending = await find(req, res)
    if (!pending) return
    const request = contextOf(req)
    const effects: Effects = {}
    const ctx = toContext(request, effects)
    const fields = (req.body ?? {}) as Fields
    const step = String(req.params.step)
    request.applyEffects(await options.countRequest('credentials', request))
    if (step === 'cancel') return await finish(req, res, denied)
    if (pending.details.prompt.name === 'login') return await submitSignIn(pending, step, fields, req, res, ctx)
    if (step === 'switch') return await switchAccount(pending, res)
    if (step !== 'consent' || fields.decision !== 'allow') return await finish(req, res, denied)
    const accountId = pending.details.session?.accountId as string // a request for consent has one
    const granted = await grantRequested(options.provider(), pending, accountId)
    await apps.authorize(accountId, granted.grantId, toAuthorizedApp(pending, granted.scopes), ctx)
    await finish(req, res, { consent: { grantId: granted.grantId } })
  }

  async function submitSignIn(
    pending: PendingInteraction,
    step: string,
    fields: Fields,
    req: Request,
    res: Response,
    ctx: Context<Database>,
  ): Promise<void> {
    const { user, page } = await signInSteps.submit(pending, step, fields, ctx)
    if (page) return send(res, page)
    await leaveOldSession(pending, user.userId)
    await finish(req, res, { login: { accountId: user.userId, remember: false, amr: [user.accessState] } })
  }

  async function consent(pending: PendingInteraction, req: Request): Promise<Page> {
    const { accountId = '' } = pending.details.session ?? {}
    const user = await apps.findUser(accountId, toContext(contextOf(req), {}))
    return consentPage({
      action: actionOf(pending),
      app: pending.app,
      requested: requestedScopes(pending),
      account: user?.email ?? user?.name ?? accountId,
      formTarget: pending.redirectUri,
      canSwitch: pending.details.deviceCode === undefined,
    })
  }

  async function find(req: Request, res: Response): Promise<PendingInteraction | undefined> {
    try {
      return await findInteraction(options.provider(), req, res, clients)
    } catch (error) {
      if ((error as Error).name !== 'SessionNotFound') throw error
      send(res.status(sessionNotFoundStatus(error)), expiredPage())
      return undefined
    }
  }

  async function finish(req: Request, res: Response, result: Parameters<Provider['interactionFinished']>[2]) {
    await options.provider().interactionFinished(req, res, result, { mergeWithLastSubmission: true })
  }

  /**
   * Ends the session of another user in this browser, because the library supports one user at a time. A session that the sign-in itself
   * has ended, by giving the account to the owner of its address, is removed from the interaction, because the library would require it.
   */
  async function leaveOldSession({ details }: PendingInteraction, userId: string): Promise<void> {
    if (!details.session) return
    const session = await options.provider().Session.findByUid(details.session.uid)
    if (session?.accountId === userId) return
    await session?.destroy()
    delete details.session
    await details.persist()
  }

  /** Signs the browser out, and starts the request of the app again. */
  async function switchAccount({ details }: PendingInteraction, res: Response): Promise<void> {
    const { session, params } = details
    if (session) await (await options.provider().Session.findByUid(session.uid))?.destroy()
    const query = new URLSearchParams()
    for (const [name, value] of Object.entries(params))
      for (const one of [value].flat()) if (one !== undefined) query.append(name, String(one))
    res.redirect(`${options.publicUrl}${paths.authorization}?${query}`)
  }

  /** Refuses forms of pages on other hosts of this site: they send the cookie, unlike other sites (`SameSite`). */
  function refuseOtherPages({ headers }: Request): void {
    const site = headers['sec-fetch-site']
    const isOwn =
      site === undefined ? headers.origin === undefined || headers.origin === origin : site === 'same-origin'
    if (!isOwn) throw new ServiceError('forbidden', 'Pages of this origin may not send requests.')
  }

  function actionOf({ details }: PendingInteraction): string {
    return `${base}${paths.interaction}/${details.uid}`
  }
}

const denied = { error: 'access_denied', error_description: 'The user did not allow it.' }

/** Whether the library refuses a request, such as that of an app whose metadata is gone. */
function isRefusal(thrown: unknown): thrown is refusals.OIDCProviderError {
  return thrown instanceof refusals.OIDCProviderError && thrown.expose
}

function sessionNotFoundStatus(error: unknown): number {
  return (error as { readonly statusCode: number }).statusCode
}

function send(res: Response, { headers, text }: Page): void {
  res.set(headers).send(text)
}
