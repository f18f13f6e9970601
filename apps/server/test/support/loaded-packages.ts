import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { root } from './server-process.js'

const program = fileURLToPath(new URL('list-loaded-packages.ts', import.meta.url))

/**
 * Starts and closes a server for each of the settings, in one process. Returns the names of the CommonJS packages that are loaded after each,
 * including those of the previous servers. Node cannot list other packages.
 */
export async function loadedPackages(
  ...settings: readonly Readonly<Record<string, string>>[]
): Promise<readonly (readonly string[])[]> {
  const command = ['--conditions=@taskpact/source', '--import=tsx', program, JSON.stringify(settings)]
  const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: root })
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
}
