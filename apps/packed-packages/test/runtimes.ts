import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import type { Outcome } from './consumer/settings.js'

const run = promisify(execFile)
const require = createRequire(new URL('../runtimes/package.json', import.meta.url))

export interface Runtime {
  /** Its file of the consumer project that starts the suite. */
  readonly entry: 'command-line' | 'worker'
  /** Optional globals that its own `fetch` needs. */
  readonly needs?: readonly string[]
  /** Runs a bundle in a new process, which has to end by itself or with the test. */
  run(bundle: string): Promise<Outcome>
}

const timeout = 30_000

/** The runtimes that the client supports, each as its package for this platform: the launchers in the other packages are processes of Node. */
export const runtimes: Readonly<Record<string, Runtime>> = {
  'Node 20.19': { ...program(() => require.resolve('node-20/bin/node')), needs: ['FinalizationRegistry'] },
  'Node 24': { ...program(() => require.resolve('node-24/bin/node')), needs: ['FinalizationRegistry'] },
  Bun: program(() => binary('bun-runtime', `@oven/bun-${process.platform}-${toUname(process.arch)}/bin/bun`)),
  Deno: program(
    () => binary('deno-runtime', `@deno/${process.platform}-${process.arch}${libc()}/deno`),
    ['run', '--allow-net=127.0.0.1', '--no-lock', '--no-config'],
  ),
  workerd: { entry: 'worker', run: runWorker },
}

function program(path: () => string, args: readonly string[] = []): Runtime {
  return {
    entry: 'command-line',
    run: (bundle) =>
      inFolder({ 'suite.mjs': bundle }, async (folder) => {
        const options = { timeout, killSignal: 'SIGKILL' as const, env: { HOME: folder, DENO_NO_UPDATE_CHECK: '1' } }
        const { stdout } = await run(path(), [...args, join(folder, 'suite.mjs')], options)
        return JSON.parse(stdout) as Outcome
      }),
  }
}

/** Compatible with the first version of the programs of today; Workers may only reach this machine if the configuration permits it. */
const workerConfig = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "suite", worker = (modules = [(name = "suite.mjs", esModule = embed "suite.mjs")], compatibilityDate = "2025-01-01")),
    (name = "internet", network = (allow = ["private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "suite")],
);`

function runWorker(bundle: string): Promise<Outcome> {
  return inFolder({ 'suite.mjs': bundle, 'config.capnp': workerConfig }, async (folder) => {
    const path = binary('workerd', `@cloudflare/workerd-${process.platform}-${toBits(process.arch)}/bin/workerd`)
    const child = spawn(path, ['serve', join(folder, 'config.capnp'), '--control-fd=3'], {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    })
    const exited = once(child, 'exit')
    let log = ''
    for (const output of [child.stdout, child.stderr])
      output?.on('data', (text) => {
        log += text
      })
    const control = child.stdio[3]
    try {
      const listening = new Promise<number>((resolve) => {
        createInterface(control as NodeJS.ReadableStream).on('line', (line) => resolve(JSON.parse(line).port))
      })
      const failed = exited.then(() => Promise.reject(new Error(log)))
      failed.catch(() => {})
      const port = await Promise.race([listening, failed])
      const response = await fetch(`http://127.0.0.1:${port}`, { signal: AbortSignal.timeout(timeout) })
      if (!response.ok) throw new Error(`${response.status} ${log}`)
      return (await response.json()) as Outcome
    } finally {
      child.kill('SIGKILL')
      await exited
    }
  })
}

/** Compiles a bundle with the compiler of React Native. Rejects with its messages. */
export function compileForHermes(bundle: string): Promise<void> {
  return inFolder({ 'suite.js': bundle }, async (folder) => {
    const platform = { linux: 'linux64', darwin: 'osx', win32: 'win64' }[process.platform as string]
    const path = require.resolve(`hermes-compiler/hermesc/${platform}-bin/hermesc`)
    await run(path, ['-emit-binary', '-O', '-out', join(folder, 'suite.hbc'), join(folder, 'suite.js')])
  })
}

/** The program in a package for one platform, which another package depends on. */
function binary(from: string, path: string): string {
  return createRequire(require.resolve(`${from}/package.json`)).resolve(path)
}

const toUname = (arch: string) => (arch === 'arm64' ? 'aarch64' : arch)
const toBits = (arch: string) => (arch === 'x64' ? '64' : arch)
const libc = () => (process.platform === 'linux' ? '-glibc' : '')

async function inFolder<T>(files: Readonly<Record<string, string>>, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'runtime-'))
  try {
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}
