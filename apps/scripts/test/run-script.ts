import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

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
}

/** Runs a script as its line in the `package.json` of the workspace does, in the folder `cwd`. */
export function runScript(
  script: ScriptName,
  args: readonly string[],
  { cwd = root, ...env }: Readonly<Record<string, string>> = {},
  { redirect, signal }: RunOptions = {},
): Promise<ScriptResult> {
  const file = `${root}/apps/scripts/src/${script}.ts`
  const command = ['--conditions=@taskpact/source', `--import=${import.meta.resolve('tsx')}`, file, ...args]
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
