import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type BuildResult, build } from 'esbuild'

const folder = fileURLToPath(new URL('..', import.meta.url))

/** Tabs of a browser share connections; a command line has none. */
const unused = ['./share-source.js']

/** Bundles the command line without dependencies: `taskpact.js`, and chunks that it loads when a command needs them. */
export async function bundle(outdir: string): Promise<BuildResult<{ metafile: true }>> {
  const { version } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'))
  return build({
    absWorkingDir: folder,
    entryPoints: { taskpact: 'src/main.ts' },
    outdir,
    chunkNames: '[name]-[hash]',
    splitting: true,
    bundle: true,
    minify: true,
    metafile: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    charset: 'utf8',
    conditions: ['@taskpact/source'],
    define: { packageVersion: JSON.stringify(version) },
    logLevel: 'warning',
    external: unused,
  })
}
