import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** A child process that runs in the foreground. */
export interface Program {
  readonly pid: number
  /** Returns its output so far. */
  output(): string
  signal(name: NodeJS.Signals): void
  /** Stops it, and resolves to its exit code. */
  stop(name?: NodeJS.Signals): Promise<number | null>
}

export interface ProgramOptions {
  readonly command: string
  readonly arguments: readonly string[]
  /** The port that it listens on after start. */
  readonly port: number
  /** Whether it refuses to run as root. */
  readonly unprivileged?: boolean
}

/** Starts a program. Rejects with its output if it exits early or does not listen within ten seconds. */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  const isRoot = process.getuid?.() === 0
  const commandLine = [options.command, ...options.arguments]
  const user = ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups']
  const [command = '', ...args] = options.unprivileged && isRoot ? [...user, ...commandLine] : commandLine
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      output += text
    })
  }
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject) // if the program is not installed
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
  const exitedEarly = ended.then((code) =>
    Promise.reject(new Error(`${options.command} ended with ${code}: ${output}`)),
  )
  try {
    await Promise.race([untilListening(options.port), exitedEarly])
    exitedEarly.catch(() => {}) // from here on `stop` handles its exit
    return program
  } catch (error) {
    exitedEarly.catch(() => {})
    child.kill('SIGKILL')
    throw error
  }
}

async function untilListening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (await connects(port)) return
    await sleep(50)
  }
  throw new Error(`Nothing listens on ${port}`)
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
