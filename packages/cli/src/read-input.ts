import { readFile } from 'node:fs/promises'
import { UsageError } from './usage-error.js'

/** Reads a file, or stdin for `-`. Rejects with the reason of the signal if that is aborted. */
export async function readText(file: string, signal: AbortSignal): Promise<string> {
  if (file === '-') return readStdin(signal)
  return readFile(file, { encoding: 'utf8', signal }).catch((error: NodeJS.ErrnoException) => {
    if (signal.aborted) throw signal.reason
    throw new UsageError(`Cannot read ${file}: ${error.code ?? error.message}`)
  })
}

export async function readStdin(signal: AbortSignal): Promise<string> {
  const chunks: Buffer[] = []
  const stop = () => process.stdin.destroy()
  signal.addEventListener('abort', stop)
  try {
    for await (const chunk of process.stdin) chunks.push(chunk)
  } finally {
    signal.removeEventListener('abort', stop)
    signal.throwIfAborted()
  }
  return Buffer.concat(chunks).toString()
}

/** Reads the fields of an operation from JSON. An array stands for the field `list`, if the operation has one. */
export async function readFields(file: string, list: string | undefined, signal: AbortSignal): Promise<object> {
  const text = await readText(file, signal)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new UsageError(`--input is not JSON: ${(error as Error).message}`)
  }
  if (Array.isArray(value) && list) return { [list]: value }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new UsageError('--input must be a JSON object')
  return value
}
