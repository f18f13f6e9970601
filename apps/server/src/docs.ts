import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { errorCodes, errorTable } from '@taskpact/contract'
import { type Response, Router } from 'express'

/** The built server has the one file that it serves beside it, and ships without the package. */
const built = fileURLToPath(new URL('./assets/scalar.js', import.meta.url))
const scalar = existsSync(built)
  ? built
  : join(createRequire(import.meta.url).resolve('@scalar/api-reference'), '../browser/standalone.js')

/** Scalar sets styles from scripts; everything else comes from here, so the pages work without a network. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
].join('; ')

/** The pages for people: the interactive reference at `/docs`, and what each error code means at `/docs/errors/CODE`. */
export function docs(): Router {
  const router = Router({ caseSensitive: true, strict: true })
  router.get('/docs', (_req, res) => send(res, 'html', page('Taskpact API', reference)))
  router.get('/docs/reference.js', (_req, res) => send(res, 'js', start))
  router.get('/docs/scalar.js', (_req, res) => res.sendFile(scalar, { dotfiles: 'allow' }))
  router.get('/docs/errors/:code', (req, res, next) => {
    const code = errorCodes.find((code) => code === req.params.code)
    if (code) send(res, 'html', page(errorTable[code].title, meaning(code)))
    else next()
  })
  return router
}

function send(res: Response, type: string, body: string): void {
  res.setHeader('Content-Security-Policy', policy)
  res.type(type).send(body)
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
})
`

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title></head>
<body>${body}</body>
</html>
`
}

function meaning(code: (typeof errorCodes)[number]): string {
  const { status, title } = errorTable[code]
  return `<h1>${title}</h1><p>Code <code>${code}</code>, HTTP status ${status}.</p><p><a href="/docs">The API</a></p>`
}
