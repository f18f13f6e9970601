import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Request, Response } from 'express'
import { encodingOf } from './static-response.js'

/** The script of Scalar in the built server, which is deployed without the package of Scalar. Compressed copies are beside it. */
const built = fileURLToPath(new URL('../assets/scalar.js', import.meta.url))
const file = existsSync(built)
  ? built
  : join(createRequire(import.meta.url).resolve('@scalar/api-reference'), '../browser/standalone.js')
const suffixes = { br: '.br', gzip: '.gz' } as const

let hash: string | undefined

/** Returns the name under which the script is served. It depends on the content, so that browsers can cache it permanently. */
export function scalarName(): string {
  hash ??= createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16)
  return `scalar.${hash}.js`
}

/** Sends the script, compressed if the client accepts that and the server is a built one. */
export function sendScalar(req: Request, res: Response): void {
  const encoding = encodingOf(req)
  const isCompressed = encoding !== 'identity' && file === built
  res.type('js').vary('Accept-Encoding').set('Cache-Control', 'public, max-age=31536000, immutable')
  if (isCompressed) res.set('Content-Encoding', encoding)
  res.sendFile(isCompressed ? `${file}${suffixes[encoding]}` : file, { dotfiles: 'allow', cacheControl: false })
}
