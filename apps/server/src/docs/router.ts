import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { errorCodes, errorTable, type Operation } from '@taskpact/contract'
import { type Response, Router } from 'express'
import { pageHeaders } from '../http/security-headers.js'
import { errorPage } from './error-page.js'
import { page } from './html.js'
import { type StaticResponse, sendStatic, staticResponse } from './static-response.js'

/** The script of Scalar in the built server, which is deployed without the package of Scalar. */
const built = fileURLToPath(new URL('../assets/scalar.js', import.meta.url))
const scalar = existsSync(built)
  ? built
  : join(createRequire(import.meta.url).resolve('@scalar/api-reference'), '../browser/standalone.js')

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

/**
 * The pages for people: the interactive reference at `/docs`, to which `/` redirects, and the meaning of each error code at
 * `/docs/errors/CODE`.
 */
export function docs(operations: readonly Operation[]): Router {
  const router = Router({ caseSensitive: true, strict: true })
  const shell = staticResponse(page('Taskpact API', reference))
  const script = staticResponse(start)
  router.get('/', (_req, res) => res.redirect('/docs'))
  router.get('/docs', (_req, res) => send(res, 'html', shell))
  router.get('/docs/reference.js', (_req, res) => send(res, 'js', script))
  router.get('/docs/scalar.js', (_req, res) => res.sendFile(scalar, { dotfiles: 'allow' }))
  router.get('/docs/errors/:code', (req, res, next) => {
    const code = errorCodes.find((code) => code === req.params.code)
    if (code) send(res, 'html', staticResponse(page(errorTable[code].title, errorPage(code, operations))))
    else next()
  })
  return router
}

function send(res: Response, type: string, text: StaticResponse): void {
  res.set(pageHeaders).setHeader('Content-Security-Policy', policy)
  sendStatic(res, type, text)
}

const reference =
  '<div id="reference"></div><script src="/docs/scalar.js"></script><script src="/docs/reference.js"></script>'

const start = `Scalar.createApiReference('#reference', {
  url: '/openapi.json',
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  showDeveloperTools: 'never',
  hideClientButton: true,
})
`
