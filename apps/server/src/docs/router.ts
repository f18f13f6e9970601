import { errorCodes, errorTable, type Operation } from '@taskpact/contract'
import { type Request, type Response, Router } from 'express'
import { contextOf } from '../http/request-context.js'
import { pageHeaders } from '../http/security-headers.js'
import { docsCallback } from '../oauth/paths.js'
import { errorPage } from './error-page.js'
import { page } from './html.js'
import { lazy } from './lazy.js'
import { type DocsClient, referenceScript } from './reference-script.js'
import { scalarName, sendScalar } from './scalar.js'
import { type StaticResponse, sendStatic, staticResponse } from './static-response.js'

/** Scalar sets styles from scripts. Everything else is served from this origin, so the pages work offline. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
].join('; ')

/** The other formats of the reference (RFC 8631, section 4; HTML, link type `alternate`), relative to its URL. */
const documentLinks = '<openapi.json>; rel="service-desc", <docs.md>; rel="alternate"; type="text/markdown"'

/** Lets the page read the URL of the window in which the user signs in. */
const withPopups = { 'Cross-Origin-Opener-Policy': 'same-origin-allow-popups' }

/**
 * The pages for people: the interactive reference at `/docs`, to which `/` redirects, and the meaning of each error code at
 * `/docs/errors/CODE`. With a client, the reference can sign in as an app.
 */
export function docs(operations: readonly Operation[], client?: DocsClient): Router {
  const router = Router({ caseSensitive: true, strict: true })
  const shell = lazy(() => staticResponse(page('Taskpact API', reference(scalarName()))))
  const script = staticResponse(referenceScript(operations, client))
  router.get('/', (req, res) => res.redirect(toDocs(contextOf(req).prefix)))
  router.get('/docs', (req, res) => send(req, res.set('Link', documentLinks), 'html', shell(), client && withPopups))
  if (client) router.get(docsCallback, (req, res) => sendCallback(req, res))
  router.get('/docs/reference.js', (req, res) => send(req, res, 'js', script))
  router.get('/docs/:script', (req, res, next) => (req.params.script === scalarName() ? sendScalar(req, res) : next()))
  router.get('/docs/errors/:code', (req, res, next) => {
    const code = errorCodes.find((code) => code === req.params.code)
    if (code) send(req, res, 'html', staticResponse(page(errorTable[code].title, errorPage(code, operations))))
    else next()
  })
  return router
}

/** Relative, unless the URL with the prefix may lack the slash at its end. */
function toDocs(prefix: string | undefined): string {
  return prefix ? `${prefix}/docs` : 'docs'
}

function send(req: Request, res: Response, type: string, text: StaticResponse, headers = {}): void {
  res.set({ ...pageHeaders, 'Content-Security-Policy': policy, ...headers })
  sendStatic(req, res, type, text)
}

const callback = staticResponse(page('Sign-in', '<p>You can close this window.</p>'))
const callbackPolicy = "default-src 'none'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"

/** The reference reads the code from the URL of this window and closes it. A `Cross-Origin-Opener-Policy` would prevent that. */
function sendCallback(req: Request, res: Response): void {
  sendStatic(req, res.set('Content-Security-Policy', callbackPolicy), 'html', callback)
}

/** References are relative, so that the pages work behind a proxy that strips a prefix of the path. */
function reference(scalar: string): string {
  return `<div id="reference"></div><script src="docs/${scalar}"></script><script src="docs/reference.js"></script>`
}
