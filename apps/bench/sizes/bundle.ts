import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

export interface Bundled {
  readonly minified: number
  readonly gzipped: number
}

/** Returns the size of a page's script, bundled from the built packages. */
export async function bundle(code: string): Promise<Bundled> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: fileURLToPath(new URL('..', import.meta.url)) },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
  })
  const script = outputFiles[0]?.contents ?? new Uint8Array()
  return { minified: script.length, gzipped: gzipSync(script, { level: 9 }).length }
}
