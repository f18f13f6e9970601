import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { bundlePrograms } from './bundle-programs.js'
import { licensesOf, packagesOf } from './bundled-packages.js'

/* Bundles the programs of the image into `dist/`. A deployment installs only the `dependencies` of package.json. */
const folder = fileURLToPath(new URL('..', import.meta.url))
const dist = join(folder, 'dist')
/** The one file of Scalar that the server serves. It is self-contained, so `.pnpmfile.cjs` leaves out its dependencies. */
const scalar = join(createRequire(import.meta.url).resolve('@scalar/api-reference'), '../browser/standalone.js')

await rm(dist, { recursive: true, force: true })
const metafile = await bundlePrograms(dist)

// For a CommonJS package that is imported dynamically, esbuild drops the named exports: import it statically.
for (const { entryPoint, exports } of Object.values(metafile.outputs)) {
  if (exports.join() === 'default') throw new Error(`${entryPoint} is CommonJS and imported dynamically`)
}

// Found by URLs relative to a file in `dist/chunks` or `dist/cli`.
await cp(join(folder, '../../packages/db/migrations'), join(dist, 'migrations'), { recursive: true })
const script = await readFile(scalar)
await mkdir(join(dist, 'assets'), { recursive: true })
await writeFile(join(dist, 'assets/scalar.js'), script)
await writeFile(join(dist, 'assets/scalar.js.br'), brotliCompressSync(script))
await writeFile(join(dist, 'assets/scalar.js.gz'), gzipSync(script, { level: 9 }))

const inputs = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs))
const included = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([file]) => join(folder, file))
const packages = packagesOf([...included, scalar])
await writeFile(join(dist, 'licenses.txt'), licensesOf(packages))
await writeFile(join(dist, 'packages.json'), JSON.stringify(packages.map(({ name, version }) => ({ name, version }))))
