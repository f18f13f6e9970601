import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import client from '../../../packages/client/package.json' with { type: 'json' }
import { published } from './tarballs.js'

const run = promisify(execFile)
const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** A command line of each; without scripts, and without what the workspace says of pnpm. */
const installers = {
  npm: ['npm', 'install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline'],
  pnpm: ['npx', '-y', 'pnpm@12', 'install', '--ignore-scripts', '--prefer-offline'],
} as const
export type Installer = keyof typeof installers

const compilers = { 5: at('../node_modules/.bin/tsc'), 7: at('../../../node_modules/.bin/tsc') }

/** What the program imports beside, in the versions that the client is tested with. */
const beside = ['@tanstack/query-core', '@trpc/client', '@trpc/server'] as const

/**
 * Every declaration is checked that a package brings; those of the language are TypeScript's. Without Node's, as a browser's project is.
 * tRPC's own name what `esnext.disposable` declares.
 */
const compilerOptions = {
  strict: true,
  skipLibCheck: false,
  skipDefaultLibCheck: true,
  noEmit: true,
  target: 'es2023',
  lib: ['es2023', 'esnext.disposable', 'dom', 'dom.iterable', 'dom.asynciterable'],
  types: [],
  resolveJsonModule: true,
}

export interface Compile {
  readonly typescript: keyof typeof compilers
  readonly resolution: 'nodenext' | 'bundler'
}

export interface ConsumerProject {
  /** Compiles the program and the page; rejects with what the compiler says. */
  compile(how: Compile): Promise<void>
  /** Runs the program in Node, and resolves to what it says. */
  run(baseUrl: string, email: string): Promise<unknown>
  /** The page as a browser loads it, and the files that it is made of. */
  bundle(baseUrl: string): Promise<{ readonly script: string; readonly inputs: readonly string[] }>
  close(): Promise<void>
}

/** A project that knows the workspace by nothing but what was packed of it. */
export async function openConsumerProject(
  installer: Installer,
  tarballs: Readonly<Record<string, string>>,
): Promise<ConsumerProject> {
  const folder = await mkdtemp(join(tmpdir(), `consumer-${installer}-`))
  const inFolder = ([program = '', ...args]: readonly string[]) =>
    run(program, args, { cwd: folder, env: { PATH: process.env.PATH, HOME: process.env.HOME } }).catch((error) => {
      throw new Error(`${program} ${args.join(' ')}: ${error.stdout}${error.stderr}`)
    })
  const ours = Object.fromEntries(published.map((name) => [name, `file:${tarballs[name]}`]))
  const theirs = Object.fromEntries(beside.map((name) => [name, client.devDependencies[name]]))
  const write = (file: string, content: unknown) => writeFile(join(folder, file), JSON.stringify(content))

  await cp(at('consumer'), folder, { recursive: true })
  await write('package.json', { private: true, type: 'module', dependencies: { ...ours, ...theirs } })
  // The packages ask for each other by a version that no registry has yet. JSON is YAML.
  await write('pnpm-workspace.yaml', { overrides: ours })
  await inFolder(installers[installer])

  return {
    async compile({ typescript, resolution }) {
      const modules = { module: resolution === 'bundler' ? 'esnext' : resolution, moduleResolution: resolution }
      await write('tsconfig.json', { compilerOptions: { ...compilerOptions, ...modules }, include: ['*.ts'] })
      await inFolder([compilers[typescript], '-p', '.'])
    },
    async run(baseUrl, email) {
      await build({ entryPoints: [join(folder, 'program.ts')], outdir: folder, format: 'esm', target: 'esnext' })
      const { stdout } = await inFolder([process.execPath, 'program.js', baseUrl, email])
      return JSON.parse(stdout)
    },
    async bundle(baseUrl) {
      const { outputFiles, metafile } = await build({
        entryPoints: [join(folder, 'page.ts')],
        bundle: true,
        minify: true,
        write: false,
        metafile: true,
        format: 'esm',
        target: 'es2022',
        define: { API: JSON.stringify(baseUrl) },
        logLevel: 'error',
      })
      return { script: outputFiles[0]?.text ?? '', inputs: Object.keys(metafile.inputs) }
    },
    close: () => rm(folder, { recursive: true }),
  }
}
