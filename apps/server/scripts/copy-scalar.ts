import { cp, mkdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/** Of Scalar the server serves one file, which needs none of the 250 packages that Scalar is made from. */
const scalar = join(createRequire(import.meta.url).resolve('@scalar/api-reference'), '../browser/standalone.js')
const assets = new URL('../dist/assets/', import.meta.url)

await mkdir(assets, { recursive: true })
await cp(scalar, new URL('scalar.js', assets))
