import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { unlimitedCalls } from '@taskpact/testing'
import { bundledPrograms } from './bundled-programs.js'

export const root = fileURLToPath(new URL('../../../..', import.meta.url))

const folders = {
  source: bundledPrograms,
  built: async () => fileURLToPath(new URL('../../dist', import.meta.url)),
}

export interface ServerProcess {
  readonly url: string
  readonly pid: number
  /** Lines of the log so far. */
  readonly log: readonly Readonly<Record<string, unknown>>[]
  signal(name: NodeJS.Signals): void
  /** Sends a signal, and resolves to the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

export interface ProcessOptions {
  /** Defaults to `source`, which bundles the sources once for all tests. */
  readonly form?: keyof typeof folders
}

/** Returns the arguments for Node that start the server, or another program such as `cli/migrate`. */
export async function commandOf(form: keyof typeof folders, name = 'main'): Promise<string[]> {
  return [join(await folders[form](), `${name}.js`)]
}

/** Starts the server as a separate process. Rejects with its stderr if it exits before it is ready. */
export async function startProcess(
  env: Readonly<Record<string, string>>,
  { form = 'source' }: ProcessOptions = {},
): Promise<ServerProcess> {
  const child = spawn(process.execPath, await commandOf(form), {
    cwd: root,
    env: { PATH: process.env.PATH, PORT: '0', ENVIRONMENT: 'test', ...unlimitedCalls, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let errors = ''
  child.stderr.on('data', (text) => {
    errors += text
  })
  const exited = once(child, 'exit').then(([code]) => code as number | null)
  const log: Record<string, unknown>[] = []

  const ready = new Promise<string>((resolve) => {
    createInterface(child.stdout).on('line', (text) => {
      const line = JSON.parse(text) as { url?: string }
      log.push(line)
      if (line.url) resolve(line.url)
    })
  })
  const url = await Promise.race([ready, exited.then((code) => Promise.reject(new Error(`exit ${code}: ${errors}`)))])
  return {
    url,
    pid: child.pid ?? 0,
    log,
    signal: (name) => void child.kill(name),
    stop(signal = 'SIGTERM') {
      child.kill(signal)
      return exited
    },
  }
}
