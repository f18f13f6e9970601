import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const folder = fileURLToPath(new URL('..', import.meta.url))

/**
 * Bundles the programs of the image into a folder, from the sources of the workspace, and returns what esbuild reports. The `dependencies` of
 * package.json stay outside, because they load native code and WebAssembly from their own folders. The programs need `migrations` in
 * the same folder.
 */
export async function bundlePrograms(outdir: string) {
  const { dependencies } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  const { metafile } = await build({
    absWorkingDir: folder,
    entryPoints: { main: 'src/main.ts', 'cli/migrate': 'src/cli/migrate.ts', 'cli/epoch': 'src/cli/epoch.ts' },
    outdir,
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true, // what main.ts imports on demand is loaded on demand
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    conditions: ['@taskpact/source'],
    mainFields: ['module', 'main'], // parts of OpenTelemetry that are not used can only be left out of its ES modules
    external: Object.keys(dependencies),
    sourcemap: true,
    sourcesContent: false,
    metafile: true,
    logLevel: 'warning',
    // Packages in CommonJS expect these.
    banner: {
      js: "import { createRequire as $createRequire } from 'node:module'\nconst require = $createRequire(import.meta.url)",
    },
    define: { __dirname: 'import.meta.dirname', __filename: 'import.meta.filename' },
  })
  return metafile
}
