import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../..', import.meta.url))

export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a script as its line in the workspace's `package.json` does, in a folder of the caller's. */
export function run(
  script: 'seed' | 'smoke' | 'export-tasks',
  args: readonly string[],
  { cwd = root, ...env }: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const file = `${root}/apps/scripts/src/${script}.ts`
  const command = ['--conditions=@taskpact/source', `--import=${import.meta.resolve('tsx')}`, file, ...args]
  return new Promise((resolve) => {
    execFile(process.execPath, command, { cwd, env: { PATH: process.env.PATH, ...env } }, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout, stderr })
    })
  })
}
