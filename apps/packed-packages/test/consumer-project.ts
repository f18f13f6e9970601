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

const compilers = {
  5.4: at('../node_modules/typescript-5.4/bin/tsc'),
  5.9: at('../node_modules/typescript/bin/tsc'),
  7: at('../../../node_modules/typescript/bin/tsc'),
}

/** Optional peers of the client, in the versions that it is tested with, and in the lowest that it permits. */
export const peers = ['@tanstack/db', '@tanstack/query-core', '@trpc/client', '@trpc/server'] as const
export const newestPeers = Object.fromEntries(peers.map((name) => [name, client.devDependencies[name]]))
export const lowestPeers = Object.fromEntries(
  peers.map((name) => [name, client.peerDependencies[name].replace(/^(\^|>=)| .*/g, '')]),
)

/**
 * Every declaration is checked that a package brings; those of the language are TypeScript's. Without Node's, as a browser's project is.
 * tRPC's own name what `esnext.disposable` declares.
 */
const compilerOptions = {
  strict: true,
  skipLibCheck: false,
  skipDefaultLibCheck: true,
  noEmit: true,
  target: 'es2022',
  lib: ['es2023', 'esnext.disposable', 'dom', 'dom.iterable', 'dom.asynciterable'],
  types: [],
  resolveJsonModule: true,
}

/** Writes declarations beside the sources, and then compiles what it wrote. */
const declarationOptions = { noEmit: false, emitDeclarationOnly: true, composite: true, declarationDir: 'declared' }

export interface Compile {
  readonly typescript: keyof typeof compilers
  readonly resolution: 'nodenext' | 'bundler'
  /** Default: all files. */
  readonly files?: readonly string[]
  /** Files to leave out. */
  readonly except?: readonly string[]
  readonly options?: Readonly<Record<string, unknown>>
  /** Default: true. The declarations of TanStack DB do not compile with it. */
  readonly exactOptionalPropertyTypes?: boolean
}

export interface ProjectOptions {
  readonly installer: Installer
  readonly tarballs: Readonly<Record<string, string>>
  /** The folder of the sources. Default: `consumer`. */
  readonly sources?: string
  /** The packed packages that it names; each of the others is installed only if one of these depends on it. Default: all. */
  readonly packed?: readonly string[]
  /** Other packages by their version. */
  readonly others: Readonly<Record<string, string>>
}

export interface ConsumerProject {
  /** Compiles the sources; rejects with what the compiler says. */
  compile(how: Compile): Promise<void>
  /** Writes declarations of the sources and compiles them; rejects with what the compiler says. */
  declare(how: Compile): Promise<void>
  /** Runs a program in Node, and resolves to what it says. */
  run(program: string, args: readonly string[]): Promise<unknown>
  /** The page as a browser loads it, and the files that it is made of. */
  bundle(baseUrl: string): Promise<{ readonly script: string; readonly inputs: readonly string[] }>
  /** A file of the suite and all it imports, as one module. */
  bundleSuite(entry: string, supported?: Readonly<Record<string, boolean>>): Promise<string>
  close(): Promise<void>
}

/** A project that knows the workspace by nothing but what was packed of it. */
export async function openConsumerProject({
  installer,
  tarballs,
  sources = 'consumer',
  packed = published,
  others,
}: ProjectOptions): Promise<ConsumerProject> {
  const folder = await mkdtemp(join(tmpdir(), `consumer-${installer}-`))
  const inFolder = ([program = '', ...args]: readonly string[]) =>
    run(program, args, { cwd: folder, env: { PATH: process.env.PATH, HOME: process.env.HOME } }).catch((error) => {
      throw new Error(`${program} ${args.join(' ')}: ${error.stdout}${error.stderr}`)
    })
  const files = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, `file:${tarballs[name]}`]))
  const write = (file: string, content: unknown) => writeFile(join(folder, file), JSON.stringify(content))

  await cp(at(sources), folder, { recursive: true })
  const manifest = { private: true, type: 'module', dependencies: { ...files(packed), ...others } }
  // The packages ask for each other by a version that no registry has yet. JSON is YAML.
  await write('package.json', installer === 'npm' ? { ...manifest, overrides: files(without(packed)) } : manifest)
  await write('pnpm-workspace.yaml', { overrides: files(published) })
  await inFolder(installers[installer])

  async function compile({
    typescript,
    resolution,
    files,
    except = [],
    options,
    exactOptionalPropertyTypes = true,
  }: Compile) {
    const modules = { module: resolution === 'bundler' ? 'esnext' : resolution, moduleResolution: resolution }
    const include = files ?? ['*.ts', '*.cts']
    const exclude = ['node_modules', ...except]
    const all = { ...compilerOptions, exactOptionalPropertyTypes, ...modules, ...options }
    await write('tsconfig.json', { compilerOptions: all, include, exclude })
    await inFolder([process.execPath, compilers[typescript], '-p', '.'])
  }

  return {
    compile,
    async declare(how) {
      await rm(join(folder, 'declared'), { recursive: true, force: true })
      const { options } = how
      await compile({
        ...how,
        options: { ...declarationOptions, ...options, tsBuildInfoFile: 'declared/.tsbuildinfo' },
      })
      await compile({ ...how, typescript: 7, files: ['declared/*.d.ts'], except: [], options: {} })
    },
    async run(program, args) {
      const format = program.endsWith('.cts') ? 'cjs' : 'esm'
      const outfile = join(folder, program.replace(/\.(c?)ts$/, '.$1js'))
      await build({ entryPoints: [join(folder, program)], outfile, format, target: 'esnext' })
      const { stdout } = await inFolder([process.execPath, outfile, ...args])
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
    async bundleSuite(entry, supported = {}) {
      const { outputFiles } = await build({
        entryPoints: [join(folder, `${entry}.ts`)],
        bundle: true,
        write: false,
        format: 'esm',
        target: 'es2022',
        supported,
        logLevel: 'error',
      })
      return outputFiles[0]?.text ?? ''
    },
    close: () => rm(folder, { recursive: true }),
  }
}

function without(packed: readonly string[]): string[] {
  return published.filter((name) => !packed.includes(name))
}
