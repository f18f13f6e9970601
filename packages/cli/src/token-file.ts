import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Returns `tokens.json` in the folder of settings: `$XDG_CONFIG_HOME`, `%APPDATA%` or `~/.config`. */
export function tokenFilePath(): string {
  const { XDG_CONFIG_HOME, APPDATA } = process.env
  const settings = XDG_CONFIG_HOME || (process.platform === 'win32' && APPDATA) || join(homedir(), '.config')
  return join(settings, 'taskpact', 'tokens.json')
}

/** Returns the tokens in the file by server URL. */
export async function readTokens(): Promise<Readonly<Record<string, string>>> {
  try {
    return JSON.parse(await readFile(tokenFilePath(), 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw new Error(`Cannot read ${tokenFilePath()}: ${(error as Error).message}`)
  }
}
