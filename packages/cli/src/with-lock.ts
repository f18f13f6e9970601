import { open, rm, stat } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { tokenFilePath } from './token-file.js'

/** Milliseconds after which a lock is stale. Longer than a request for a token can take. */
const maxAge = 30_000

/**
 * Runs work while no other process refreshes or replaces the stored tokens: two processes that use one refresh token can end the sign-in.
 * Runs it without a lock if the folder of settings does not exist or is not writable.
 */
export async function withLock<T>(work: () => Promise<T>): Promise<T> {
  const file = `${tokenFilePath()}.lock`
  const isLocked = await lock(file)
  try {
    return await work()
  } finally {
    if (isLocked) await rm(file, { force: true })
  }
}

async function lock(file: string): Promise<boolean> {
  for (;;) {
    try {
      await (await open(file, 'wx', 0o600)).close()
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return false
    }
    const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Date.now() }))
    if (Date.now() - mtimeMs > maxAge) await rm(file, { force: true })
    else await setTimeout(20)
  }
}
