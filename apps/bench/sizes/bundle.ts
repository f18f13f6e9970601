import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

export interface Bundled {
  /** Bytes that the page loads at first. */
  readonly minified: number
  readonly gzipped: number
  /** Bytes of the parts that it loads when they are used, after gzip. */
  readonly later: number
}

/** Returns the size of a page's script, bundled from the built packages. */
export async function bundle(code: string): Promise<Bundled> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: fileURLToPath(new URL('..', import.meta.url)) },
    bundle: true,
    splitting: true,
    minify: true,
    write: false,
    metafile: true,
    outdir: '/',
    absWorkingDir: '/',
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
  })
  const first = staticallyImported('stdin.js', metafile.outputs)
  const isFirst = ({ path }: { readonly path: string }) => first.has(path.slice(1))
  const sizeOf = (files: typeof outputFiles) => {
    const script = Buffer.concat(files.map(({ contents }) => contents))
    return { minified: script.length, gzipped: script.length && gzipSync(script, { level: 9 }).length }
  }
  return {
    ...sizeOf(outputFiles.filter(isFirst)),
    later: sizeOf(outputFiles.filter((file) => !isFirst(file))).gzipped,
  }
}

type Outputs = Awaited<ReturnType<typeof build<{ metafile: true }>>>['metafile']['outputs']

function staticallyImported(entry: string, outputs: Outputs): ReadonlySet<string> {
  const found = new Set([entry])
  for (const path of found) {
    for (const { kind, path: imported } of outputs[path]?.imports ?? []) {
      if (kind === 'import-statement') found.add(imported)
    }
  }
  return found
}
