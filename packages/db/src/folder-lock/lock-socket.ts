import { once } from 'node:events'
import { mkdtemp, rename, rm, symlink } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { hostname, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { codeOf } from '../errors.js'

/** `held` if the process owns the folder. */
type State = 'starting' | 'held'

/** The process that listens on a socket. */
export interface Peer {
  readonly state: State
  /** Names the process in a message. */
  readonly description: string
}

export interface LockSocket {
  hold(): void
  close(): Promise<void>
}

/** The longest path that all systems accept for a socket (`sun_path`, unix(7)): 104 bytes on macOS, 108 on Linux. */
const maxPathBytes = 103

/** Time in which a process reports its state. One that is stopped, or busy, is taken for the owner. */
const replyTimeoutMs = 5000

/** Attempts to reach a process that ends meanwhile. */
const maxQueries = 50

/** What file systems without sockets answer: shared folders of virtual machines, FAT, some network file systems. */
const unsupported = new Set(['ENOTSUP', 'EOPNOTSUPP', 'EPERM', 'EINVAL', 'ENOSYS'])

/**
 * Listens on a socket in a folder until the process ends. Undefined if the folder cannot have sockets. The file has its name only
 * after the process listens, so a socket with this name that refuses connections is abandoned.
 */
export async function openLockSocket(folder: string, name: string): Promise<LockSocket | undefined> {
  if (process.platform === 'win32') return undefined
  let state: State = 'starting'
  const server = createServer((socket) => {
    socket.on('error', () => {}) // the other process did not wait for the reply
    socket.end(`${state} ${process.pid} ${hostname()}`)
  }).unref()
  try {
    await listenAs(server, folder, name)
  } catch (error) {
    server.close()
    if (unsupported.has(codeOf(error))) return undefined
    throw error
  }
  server.on('error', () => {}) // too many open files: the other process gets no reply, so it takes this one for the owner
  return {
    hold() {
      state = 'held'
    },
    async close() {
      await rm(join(folder, name), { force: true })
      server.close()
    },
  }
}

/** Resolves to the process that listens on a socket, or to undefined if it has ended. */
export async function queryPeer(folder: string, name: string): Promise<Peer | undefined> {
  let reply = ''
  for (let query = 0; query < maxQueries; query++) {
    reply = await withShortPath(folder, name, ask).catch(codeOf)
    if (reply === 'ECONNREFUSED' || reply === 'ENOENT') return undefined
    if (reply !== '' && reply !== 'ECONNRESET') break
    await sleep(10) // it ended meanwhile, so that a later attempt is refused
  }
  const [, state, pid, host] = /^(starting|held) (\d+) (.+)$/.exec(reply) ?? []
  if (state !== 'starting' && state !== 'held') return { state: 'held', description: 'another process' }
  return { state, description: `process ${pid} on host ${host}` }
}

async function listenAs(server: Server, folder: string, name: string): Promise<void> {
  const temporaryName = `${name}.new`
  await withShortPath(folder, temporaryName, (path) => listen(server, path))
  await rename(join(folder, temporaryName), join(folder, name))
}

/** Readable and writable for all, because a process of another user must also find out whether this one has ended. */
async function listen(server: Server, path: string): Promise<void> {
  server.listen({ path, exclusive: true, readableAll: true, writableAll: true })
  await once(server, 'listening')
}

async function ask(path: string): Promise<string> {
  const socket = connect(path)
  socket.setTimeout(replyTimeoutMs, () => socket.destroy(Object.assign(new Error('No reply'), { code: 'ETIMEDOUT' })))
  return text(socket)
}

/** Calls `use` with a path of a file in a folder that is short enough for a socket, through a symbolic link if need be. */
async function withShortPath<T>(folder: string, name: string, use: (path: string) => Promise<T>): Promise<T> {
  const path = join(folder, name)
  if (Buffer.byteLength(path) <= maxPathBytes) return use(path)
  const temporary = await mkdtemp(join(tmpdir(), 'taskpact-'))
  try {
    const link = join(temporary, 'd')
    await symlink(resolve(folder), link)
    return await use(join(link, name))
  } finally {
    await rm(temporary, { recursive: true })
  }
}
