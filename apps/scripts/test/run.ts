import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../..', import.meta.url))

export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  /** How a shell leads its output elsewhere; the exit code is the script's all the same. */
  readonly led?: string
  /** Interrupts it, as Ctrl-C does. */
  readonly stop?: AbortSignal
}

/** Runs a script as its line in the workspace's `package.json` does, in a folder of the caller's. */
export function run(
  script: 'seed' | 'smoke' | 'export-tasks',
  args: readonly string[],
  { cwd = root, ...env }: Readonly<Record<string, string>> = {},
  { led, stop }: Running = {},
): Promise<Ended> {
  const file = `${root}/apps/scripts/src/${script}.ts`
  const command = ['--conditions=@taskpact/source', `--import=${import.meta.resolve('tsx')}`, file, ...args]
  const shell = ['--norc', '-c', `"$0" "$@" ${led}; exit $PIPESTATUS`, process.execPath, ...command]
  const [program, given] = led === undefined ? [process.execPath, command] : ['bash', shell]
  return new Promise((resolve) => {
    const child = execFile(
      program,
      given,
      { cwd, env: { PATH: process.env.PATH, ...env } },
      (error, stdout, stderr) => {
        resolve({ code: Number(error?.code ?? 0), stdout, stderr })
      },
    )
    stop?.addEventListener('abort', () => child.kill('SIGINT'))
  })
}
