import { PGlite } from '@electric-sql/pglite'
import { btree_gin } from '@electric-sql/pglite/contrib/btree_gin'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { diskFull, hasRoom, toOpenError } from './embedded-folder.js'
import { ConnectionError } from './errors.js'

const retryMs = 1000

export interface Recovering {
  /** Calls `onOpen` with an instance that works, unless the current one does. Rejects if none can be opened. */
  recover(): Promise<void>
  close(): Promise<void>
}

export interface RecoveringHandlers {
  /** Called with each instance that is opened. */
  onOpen(embedded: PGlite): void
  /** Called when the instance has stopped: PostgreSQL panics if it cannot write its log. */
  onStop(): void
}

/** Opens PGlite. After it has stopped, `recover` opens it again with what was committed, once the disk has room. */
export async function openRecovering(folder: string, { onOpen, onStop }: RecoveringHandlers): Promise<Recovering> {
  let current: PGlite | undefined
  let opening: Promise<void> | undefined
  let failure: unknown
  let retryAt = 0

  async function open(): Promise<void> {
    try {
      if (failure && !hasRoom(folder)) throw diskFull(folder)
      const embedded = await PGlite.create({
        dataDir: folder === 'memory' ? 'memory://' : folder,
        extensions: { btree_gin, pg_trgm },
      })
      onAbort(embedded, () => {
        failure = hasRoom(folder)
          ? new ConnectionError('CONNECTION_CLOSED', 'The embedded database has stopped')
          : diskFull(folder)
        current = undefined
        onStop()
        return failure
      })
      current = embedded
      failure = undefined
      onOpen(embedded)
    } catch (error) {
      failure = toOpenError(folder, error)
      retryAt = performance.now() + retryMs
      throw failure
    }
  }

  await open()
  return {
    async recover() {
      if (current) return
      if (performance.now() < retryAt) throw failure
      opening ??= open().finally(() => {
        opening = undefined
      })
      await opening
    },
    async close() {
      await opening?.catch(() => {})
      await current?.close()
    },
  }
}

/** Members of PGlite at run time that its types leave out. */
interface Internals {
  mod: { onAbort?: () => void }
  fs: { closeFs(): Promise<void> }
  execProtocolRawSync(message: Uint8Array): Uint8Array
}

/**
 * Calls `stopped` when PostgreSQL ends by `abort`, and lets further statements fail with the error that it returns. PGlite ignores
 * the abort, and the next statement never ends. Closes the files without writing, as if the process had been killed.
 */
function onAbort(embedded: PGlite, stopped: () => unknown): void {
  const internals = embedded as unknown as Internals
  internals.mod.onAbort = () => {
    const error = stopped()
    internals.execProtocolRawSync = () => {
      throw error
    }
    setImmediate(() => internals.fs.closeFs().catch(() => {})) // after the statement that failed
  }
}
