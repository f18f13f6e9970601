import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** A program that runs in the foreground as a child of ours. */
export interface Program {
  readonly pid: number
  /** What it has written so far. */
  output(): string
  signal(name: NodeJS.Signals): void
  /** Ends it, and resolves to its exit code. */
  stop(name?: NodeJS.Signals): Promise<number | null>
}

export interface ProgramOptions {
  readonly command: string
  readonly arguments: readonly string[]
  /** The port that it listens on once it has started. */
  readonly port: number
  /** Whether it must not be run by root. */
  readonly unprivileged?: boolean
}

/** Rejects with what the program wrote when it ends before it listens, or does not within ten seconds. */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  const isRoot = process.getuid?.() === 0
  const words = [options.command, ...options.arguments]
  const user = ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups']
  const [command = '', ...rest] = options.unprivileged && isRoot ? [...user, ...words] : words
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      output += text
    })
  }
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject) // the program is not installed
    child.once('exit', resolve)
  })
  const program: Program = {
    get pid() {
      return child.pid ?? 0
    },
    output: () => output,
    signal: (name) => void child.kill(name),
    stop(name = 'SIGTERM') {
      child.kill(name)
      return ended
    },
  }
  const early = ended.then((code) => Promise.reject(new Error(`${options.command} ended with ${code}: ${output}`)))
  try {
    await Promise.race([listens(options.port), early])
    early.catch(() => {}) // its end is `stop`'s from here on
    return program
  } catch (error) {
    early.catch(() => {})
    child.kill('SIGKILL')
    throw error
  }
}

async function listens(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await connects(port)) return
    await sleep(50)
  }
  throw new Error(`Nobody listens on ${port}`)
}

async function connects(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
