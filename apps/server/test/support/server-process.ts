import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { unlimitedCalls } from './test-server.js'

const root = fileURLToPath(new URL('../../../..', import.meta.url))
const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

export interface ServerProcess {
  readonly url: string
  /** Asks it to stop, and resolves to its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

/** Starts the server as a process of its own. Rejects with what it wrote to stderr when it ends before it is ready. */
export async function startProcess(env: Readonly<Record<string, string>>): Promise<ServerProcess> {
  // Without tsx's own process between, which would answer signals in its stead.
  const child = spawn(process.execPath, ['--conditions=@taskpact/source', '--import=tsx', main], {
    cwd: root,
    env: { PATH: process.env.PATH, PORT: '0', ENVIRONMENT: 'test', ...unlimitedCalls, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let errors = ''
  child.stderr.on('data', (text) => {
    errors += text
  })
  const exited = once(child, 'exit').then(([code]) => code as number | null)

  const ready = new Promise<string>((resolve) => {
    createInterface(child.stdout).on('line', (line) => {
      const { url } = JSON.parse(line) as { url?: string }
      if (url) resolve(url)
    })
  })
  const url = await Promise.race([ready, exited.then((code) => Promise.reject(new Error(`exit ${code}: ${errors}`)))])
  return {
    url,
    stop(signal = 'SIGTERM') {
      child.kill(signal)
      return exited
    },
  }
}
