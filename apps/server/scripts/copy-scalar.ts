import { cp, mkdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/** The server serves this one file of Scalar. It is self-contained, so `.pnpmfile.cjs` leaves out its dependencies. */
const scalar = join(createRequire(import.meta.url).resolve('@scalar/api-reference'), '../browser/standalone.js')
const assets = new URL('../dist/assets/', import.meta.url)

await mkdir(assets, { recursive: true })
await cp(scalar, new URL('scalar.js', assets))
