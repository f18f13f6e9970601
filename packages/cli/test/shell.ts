import { execFile } from 'node:child_process'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Cli, openCli, type Result, resultOf } from './run-cli.js'

/** A command line whose program is found by its name. */
export interface Installed extends Cli {
  readonly path: string
  /** Runs a script in a shell with these arguments. */
  inShell(shell: string, args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Result>
}

/** Bundles the command line, and installs `taskpact` in a folder of its own. */
export async function installCli(variables: Readonly<Record<string, string>> = {}): Promise<Installed> {
  const cli = await openCli({ TERM: 'xterm', ...variables })
  const bin = join(cli.folder, 'bin')
  await mkdir(bin)
  await writeFile(join(bin, 'taskpact'), `#!/bin/sh\nexec '${process.execPath}' '${cli.file}' "$@"\n`)
  await chmod(join(bin, 'taskpact'), 0o755)
  const path = `${bin}:${process.env.PATH}`
  return {
    ...cli,
    path,
    inShell: (shell, args, env = {}) =>
      resultOf(execFile(shell, args, { env: { ...cli.env, PATH: path, ...env }, timeout: 50_000 })),
  }
}
