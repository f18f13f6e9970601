import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'

const src = fileURLToPath(new URL('.', import.meta.url))

/** What a browser loads of a page that imports these names. */
async function bundled(names: string, from = './index.ts') {
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
  })
  const bytes = gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length
  return { bytes, inputs: Object.keys(metafile.inputs) }
}

/** Bytes of minified JavaScript, compressed by gzip, that each may have. */
const allowed = [
  ['createClient, isApiError', './index.ts', 4608],
  ['createClient, createSession, isApiError', './index.ts', 5248],
  ['createQueries, optimistic', './tanstack.ts', 2048],
] as const

describe('the bundle of a page', () => {
  it.each(allowed)('that imports %s from %s has %d bytes at most', async (names, from, most) => {
    const { bytes } = await bundled(names, from)

    process.stdout.write(`${names}: ${bytes} bytes of ${most}\n`)
    expect(bytes).toBeLessThanOrEqual(most)
  })

  it('holds no validator, no framework and nothing of Node', async () => {
    const all = await Promise.all(allowed.map(([names, from]) => bundled(names, from)))

    expect(all.flatMap(({ inputs }) => inputs).filter((file) => file.includes('node_modules'))).toEqual([])
  })
})
