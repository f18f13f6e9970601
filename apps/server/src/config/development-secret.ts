import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

const file = '.data/jwt-secret'

/** Returns the secret in `.data/`, which is created once, so that tokens survive a restart during development. */
export async function developmentSecret(): Promise<string> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, randomBytes(32).toString('base64url'), {
    flag: 'wx',
    mode: 0o600,
  }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  })
  return readFile(file, 'utf8')
}
