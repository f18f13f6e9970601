import { randomUUID } from 'node:crypto'
import { type FileHandle, open, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { ServiceError } from './service-error.js'

/** Bytes that all spools of one owner keep in memory together. What does not fit is in temporary files. */
export interface MemoryBudget {
  free: number
}

/** Lists that are stored as fast as their source yields them, and read later as slowly as a client receives them. */
export interface Spool {
  /** Reads a list to its end. Returns it for one reading. Its items must be JSON values. */
  store<T>(items: AsyncIterable<T>): Promise<AsyncIterable<T>>
  /** Frees memory and disk. Lists that are still being read then end early. */
  close(): Promise<void>
}

interface Chunk {
  readonly data: Buffer | undefined
  /** Where the data is in the file if it is not in memory. */
  readonly position: number
  readonly length: number
}

/** Characters of JSON in a chunk. */
const chunkLength = 65_536

const compress = promisify(gzip)
const decompress = promisify(gunzip)

/** Opens a spool. It closes itself once all of its lists have been read, or one of them is left early. */
export function openSpool(memory: MemoryBudget, onClose: () => void): Spool {
  let file: FileHandle | undefined
  let [fileLength, memoryLength, unread] = [0, 0, 0]
  let isClosed = false

  async function toChunk(json: string): Promise<Chunk> {
    const data = await compress(json, { level: 1 })
    const { length } = data
    if (isClosed) throw closed()
    if (length <= memory.free) {
      memory.free -= length
      memoryLength += length
      return { data, position: 0, length }
    }
    const position = fileLength
    try {
      const opened = file ?? (await openTemporaryFile())
      if (isClosed) await opened.close()
      else file = opened
      await opened.appendFile(data)
    } catch (cause) {
      if (isClosed) throw closed()
      throw new ServiceError('unavailable', 'The server has no room for a temporary file.', { cause })
    }
    fileLength += length
    return { data: undefined, position, length }
  }

  async function read({ data, position, length }: Chunk): Promise<unknown[]> {
    const stored = data ?? (await readFully(file as FileHandle, position, length)) // a chunk is in one of the two places
    return JSON.parse(String(await decompress(stored)))
  }

  async function* readAll(chunks: readonly Chunk[]): AsyncGenerator<unknown> {
    let isComplete = false
    try {
      for (const chunk of chunks) {
        if (isClosed) return
        yield* await read(chunk).catch((error) => {
          if (isClosed) return []
          throw error
        })
      }
      isComplete = true
    } finally {
      unread--
      if (!isComplete || unread === 0) await close()
    }
  }

  async function close(): Promise<void> {
    if (isClosed) return
    isClosed = true
    memory.free += memoryLength
    await file?.close()
    onClose()
  }

  return {
    async store<T>(items: AsyncIterable<T>) {
      const chunks: Chunk[] = []
      let json: string[] = []
      let length = 0
      for await (const item of items) {
        const text = JSON.stringify(item)
        json.push(text)
        length += text.length
        if (length < chunkLength) continue
        chunks.push(await toChunk(`[${json.join()}]`))
        json = []
        length = 0
      }
      chunks.push(await toChunk(`[${json.join()}]`))
      unread++
      return readAll(chunks) as AsyncIterable<T>
    },
    close,
  }
}

/** Returns the error of a list that cannot be stored because the spool was closed. */
export function closed(): ServiceError {
  return new ServiceError('unavailable', 'The client disconnected before the data was read.')
}

/** Opens a file that only this process can read, and that is gone when it is closed or the process ends. */
async function openTemporaryFile(): Promise<FileHandle> {
  const path = join(tmpdir(), `spool-${randomUUID()}`)
  const file = await open(path, 'wx+', 0o600)
  await unlink(path)
  return file
}

async function readFully(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position)
  if (bytesRead < length) throw new Error('The temporary file is shorter than what was written to it')
  return buffer
}
