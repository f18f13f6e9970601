import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundle } from '../scripts/bundle.js'

export interface Result {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string
}

export interface Cli {
  /** The folder of the bundle. */
  readonly folder: string
  /** The program that runs. */
  readonly file: string
  /** An empty folder of settings. */
  readonly config: string
  /** Variables of a command: no settings of the user who runs the tests. */
  readonly env: Readonly<Record<string, string>>
  run(args: readonly string[], options?: RunOptions): Promise<Result>
  /** Starts a command that does not end by itself. */
  start(args: readonly string[], options?: Pick<RunOptions, 'env'>): ChildProcess
  /** Deletes what commands have stored. */
  forget(): Promise<void>
  close(): Promise<void>
}

/** Bundles the command line into a folder outside the workspace, where no optional package is installed. */
export async function openCli(variables: Readonly<Record<string, string>> = {}): Promise<Cli> {
  const folder = await mkdtemp(join(tmpdir(), 'taskpact-cli-'))
  await bundle(folder)
  const file = join(folder, 'taskpact.js')
  if (!existsSync(file)) throw new Error('There is no bundle')
  const config = join(folder, 'config')
  const env = { PATH: process.env.PATH ?? '', HOME: folder, XDG_CONFIG_HOME: config, ...variables }
  const start: Cli['start'] = (args, options = {}) =>
    spawn(process.execPath, [file, ...args], { env: { ...env, ...options.env }, stdio: 'pipe' })

  return {
    folder,
    file,
    config,
    env,
    start,
    run: (args, { stdin = '', ...options } = {}) => {
      const child = start(args, options)
      child.stdin?.on('error', () => {}) // it need not read its input
      child.stdin?.end(stdin)
      return resultOf(child)
    },
    forget: () => rm(config, { recursive: true, force: true }),
    close: () => rm(folder, { recursive: true, force: true }),
  }
}

/** Resolves when a process has ended, with all that it wrote. */
export function resultOf(child: ChildProcess): Promise<Result> {
  const texts = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text
    })
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, ...texts }))
  })
}
