import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { routes as accountTable } from './account-routes.gen.js'
import { routes as firstTable } from './routes.gen.js'

const src = fileURLToPath(new URL('.', import.meta.url))

/** The modules that are loaded when they are used. */
const accountRoutes = './account-routes.js'
const loadedLater = ['./live-pages.js', './synchronization.js', accountRoutes]

/** Bundles what a page loads at first that imports these names, for browsers. React is part of the page anyway. */
async function bundled(names: string, from = './index.ts', external: readonly string[] = loadedLater) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: `export { ${names} } from '${from}'`, resolveDir: src, loader: 'ts' },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    conditions: ['@taskpact/source'],
    external: ['react', ...external],
  })
  const bytes = gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length
  return { bytes, inputs: Object.keys(metafile.inputs), code: outputFiles[0]?.text ?? '' }
}

/** Maximum bytes of minified JavaScript after gzip. */
const budgets = [
  ['createClient, isApiError', './index.ts', 4505],
  ['createClient, createSession, isApiError', './index.ts', 6451],
  ['SessionProvider, useSession, useClient', './react.ts', 614],
  ['createQueries, optimistic', './tanstack.ts', 2048],
] as const

describe('browser bundle size', () => {
  it.each(budgets)('importing %s from %s takes at most %d bytes', async (names, from, max) => {
    const { bytes } = await bundled(names, from)

    process.stdout.write(`${names}: ${bytes} bytes of ${max}\n`)
    expect(bytes).toBeLessThanOrEqual(max)
  })

  it('live changes take at most 2650 bytes, and 1024 if tabs share them, loaded when they are used', async () => {
    const imports = './index.ts'
    const first = await bundled('createClient, createSession, isApiError', imports)
    const live = await bundled('createClient, createSession, isApiError', imports, ['./share-source.js', accountRoutes])
    const shared = await bundled('createClient, createSession, isApiError', imports, [accountRoutes])

    const sizes = [live.bytes - first.bytes, shared.bytes - live.bytes]
    process.stdout.write(`live changes: ${sizes.join(' and ')} bytes\n`)
    expect(sizes[0]).toBeLessThanOrEqual(2650)
    expect(sizes[1]).toBeLessThanOrEqual(1024)
  })

  it('the routes of accounts take at most 1024 bytes, loaded when one of them is called', async () => {
    const imports = './index.ts'
    const first = await bundled('createClient, createSession, isApiError', imports)
    const all = await bundled('createClient, createSession, isApiError', imports, ['./live-pages.js'])

    const bytes = all.bytes - first.bytes
    process.stdout.write(`routes of accounts: ${bytes} bytes of 1024\n`)
    expect(bytes).toBeLessThanOrEqual(1024)
  })

  it.each(budgets)('importing %s from %s does not grow with the routes of accounts', async (names, from) => {
    const { code, inputs } = await bundled(names, from)

    const paths = new Set(Object.values(firstTable).map(({ path }) => path))
    const words = Object.entries(accountTable).flatMap(([name, { path }]) => (paths.has(path) ? name : [name, path]))
    expect(words.length).toBeGreaterThan(0)
    expect(words.filter((word) => code.includes(`"${word}"`))).toEqual([])
    expect(inputs.filter((file) => file.includes('account-routes'))).toEqual([])
  })

  it('the replica takes at most 6144 bytes, and 5120 to synchronize, loaded when it does', async () => {
    const client = 'createClient, createSession, isApiError'
    const replica = `${client} } from './index.ts'; export { createReplica, indexedDb`
    const first = await bundled(replica, './replica.ts')
    const all = await bundled(replica, './replica.ts', ['./live-pages.js', accountRoutes])

    const sizes = [first.bytes - (await bundled(client)).bytes, all.bytes - first.bytes]
    process.stdout.write(`replica: ${sizes.join(' and ')} bytes\n`)
    expect(sizes[0]).toBeLessThanOrEqual(6144)
    expect(sizes[1]).toBeLessThanOrEqual(5120)
  })

  it('the collection of TanStack DB takes at most 1024 bytes besides the replica', async () => {
    const replica = await bundled('createReplica, indexedDb', './replica.ts')
    const both = await bundled(
      "createReplica, indexedDb } from './replica.ts'; export { taskCollectionOptions",
      './db.ts',
    )

    const bytes = both.bytes - replica.bytes
    process.stdout.write(`taskCollectionOptions: ${bytes} bytes of 1024\n`)
    expect(bytes).toBeLessThanOrEqual(1024)
    expect(both.inputs.filter((file) => file.includes('node_modules'))).toEqual([])
  })

  it('passkeys take at most 4096 bytes, with the only npm package', async () => {
    const { bytes, inputs } = await bundled('registerPasskey, signInWithPasskey, stepUpWithPasskey', './passkeys.ts')

    process.stdout.write(`passkeys: ${bytes} bytes of 4096\n`)
    expect(bytes).toBeLessThanOrEqual(4096)
    const packages = inputs.filter((file) => file.includes('node_modules'))
    expect(packages.filter((file) => !file.includes('@simplewebauthn/browser'))).toEqual([])
  })

  it('contains no validator, framework or other npm package', async () => {
    const all = await Promise.all(budgets.map(([names, from]) => bundled(names, from)))

    expect(all.flatMap(({ inputs }) => inputs).filter((file) => file.includes('node_modules'))).toEqual([])
  })
})
