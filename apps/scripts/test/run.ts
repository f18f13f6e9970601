import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../..', import.meta.url))

export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/**
 * Runs a script as its line in the workspace's `package.json` does, in a folder of the caller's. A shell may lead its output
 * elsewhere; the exit code is the script's.
 */
export function run(
  script: 'seed' | 'smoke' | 'export-tasks',
  args: readonly string[],
  { cwd = root, ...env }: Readonly<Record<string, string>> = {},
  led = '',
): Promise<Ended> {
  const file = `${root}/apps/scripts/src/${script}.ts`
  const command = [
    process.execPath,
    '--conditions=@taskpact/source',
    `--import=${import.meta.resolve('tsx')}`,
    file,
    ...args,
  ]
  const shell = ['--norc', '-c', `"$0" "$@" ${led}; exit $PIPESTATUS`, ...command]
  return new Promise((resolve) => {
    execFile('bash', shell, { cwd, env: { PATH: process.env.PATH, ...env } }, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout, stderr })
    })
  })
}
