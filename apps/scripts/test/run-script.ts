import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))

export type ScriptName = 'seed' | 'smoke' | 'export-tasks'

export interface ScriptResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  /** Redirections and pipes of a shell, such as `| head -c 9`; the exit code is that of the script. */
  readonly redirect?: string
  /** Sends SIGINT, as Ctrl-C does. */
  readonly signal?: AbortSignal
  /** Runs the source, as the line in the `package.json` of the workspace does. Default: the bundle of `useBundles`, which starts sooner. */
  readonly fromSource?: boolean
}

let bundles = ''

/** Bundles the scripts before the tests of a file, and deletes the bundles after them. */
export function useBundles(): void {
  beforeAll(async () => {
    bundles = await bundle()
  })
  afterAll(() => rm(bundles, { recursive: true, force: true }))
}

/** Runs a script in the folder `cwd`. */
export function runScript(
  script: ScriptName,
  args: readonly string[],
  { cwd = root, ...env }: Readonly<Record<string, string>> = {},
  { redirect, signal, fromSource = false }: RunOptions = {},
): Promise<ScriptResult> {
  const command = [...(fromSource ? sourceOf(script) : [join(bundles, `${script}.mjs`)]), ...args]
  const shell = ['--norc', '-c', `"$0" "$@" ${redirect}; exit $PIPESTATUS`, process.execPath, ...command]
  const [program, programArgs] = redirect === undefined ? [process.execPath, command] : ['bash', shell]
  return new Promise((resolve) => {
    const child = execFile(
      program,
      programArgs,
      { cwd, env: { PATH: process.env.PATH, ...env } },
      (error, stdout, stderr) => {
        resolve({ code: Number(error?.code ?? 0), stdout, stderr })
      },
    )
    signal?.addEventListener('abort', () => child.kill('SIGINT'))
  })
}

function sourceOf(script: ScriptName): string[] {
  const tsx = import.meta.resolve('tsx')
  return ['--conditions=@taskpact/source', `--import=${tsx}`, `${root}/apps/scripts/src/${script}.ts`]
}

async function bundle(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'taskpact-scripts-'))
  const names: readonly ScriptName[] = ['seed', 'smoke', 'export-tasks']
  await build({
    entryPoints: names.map((name) => `${root}/apps/scripts/src/${name}.ts`),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    conditions: ['@taskpact/source'],
    logLevel: 'warning',
  })
  return folder
}
