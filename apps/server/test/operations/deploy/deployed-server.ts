import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { testSecret } from '@taskpact/testing'
import { freePort } from '../../../../../packages/db/test/free-port.js'
import type { DeployedDirectory } from './deployed-directory.js'
import { stages } from './image.js'

const final = stages.at(-1) as (typeof stages)[number]
const [uid, gid] = (final.all('USER').at(-1) ?? '').split(':').map(Number) as [number, number]
// Only root can change the user.
const user = process.getuid?.() === 0 ? { uid, gid } : {}

export interface DeployedServer {
  readonly url: string
  readonly pid: number
  /** Milliseconds from start to readiness, and how many of them the process waited for a CPU. */
  readonly start: { readonly milliseconds: number; readonly waitedMs: number }
  readonly child: ChildProcess
  /** Stops the server, and resolves to its exit code. */
  stop(): Promise<number | null>
}

/** Runs a command in the deployed directory with the user and the variables of the image. */
export function runDeployed(directory: DeployedDirectory, command: readonly string[], env: Record<string, string>) {
  const [program, ...args] = command
  if (program !== 'node') throw new TypeError('The image runs only Node')
  return promisify(execFile)(directory.node, args, { cwd: directory.app, env: { ...final.env, ...env }, ...user })
}

/** Starts the server as the image does. `nodeOptions` precede its script. */
export async function startDeployed(
  { app, node }: DeployedDirectory,
  env: Record<string, string>,
  nodeOptions: readonly string[] = [],
): Promise<DeployedServer> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const started = performance.now()
  const child = spawn(node, [...nodeOptions, ...final.words('CMD').slice(1)], {
    cwd: app,
    env: { ...final.env, PORT: String(port), HOST: '127.0.0.1', JWT_SECRET: testSecret, SHUTDOWN_DELAY: '0', ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    ...user,
  })
  let errors = ''
  child.stderr?.on('data', (text) => {
    errors += text
  })
  const exited = once(child, 'exit').then(([code]) => code as number | null)
  const pid = child.pid as number // if undefined, `exit` reports the error
  while (!(await isReady(url))) {
    if (child.exitCode !== null) throw new Error(`exit ${child.exitCode}: ${errors}`)
    if (performance.now() - started > 60_000) {
      child.kill('SIGKILL')
      throw new Error(`The server was not ready within a minute: ${errors}`)
    }
    await sleep(5)
  }
  const milliseconds = performance.now() - started
  const [, waitedMs] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ').map(Number) as [number, number]
  return {
    url,
    pid,
    child,
    start: { milliseconds, waitedMs: waitedMs / 1e6 },
    stop() {
      if (child.connected) child.disconnect()
      child.kill('SIGTERM')
      return exited
    },
  }
}

/** Returns the resident memory of a process in MB. */
export function residentMemory(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
}

export function openFiles(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length
}

async function isReady(url: string): Promise<boolean> {
  const response = await fetch(`${url}/health/ready`).catch(() => undefined)
  await response?.arrayBuffer()
  return response?.status === 200
}
