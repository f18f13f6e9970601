import { randomBytes } from 'node:crypto'
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openLockSocket, type Peer, queryPeer } from './lock-socket.js'
import { claimPidFile } from './pid-file.js'

/** A starting process waits for others that started at the same time, which takes milliseconds. */
const maxWaitMs = 10_000
const retryMs = 10

const name = /^taskpact\.lock\.[0-9a-f]{16}$/

/** A socket on which a process is about to listen, or that it left behind when it was killed at that instant. */
const newName = /^taskpact\.lock\.[0-9a-f]{16}\.new$/
const maxNewMs = 60_000

/**
 * Locks the folder of an embedded database, which a second process would destroy. Resolves to a function that releases the
 * lock. Rejects if another process of this machine has it, also one in another container. The lock ends with the process.
 *
 * Each process first listens on a Unix socket of its own in the folder, and then looks for others that are listened
 * on. Of two processes the later one sees the earlier one, so there is never more than one owner; of those that start together,
 * the first by name continues. Names are random and never used again, so an abandoned socket can be deleted at any time.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const own = `taskpact.lock.${randomBytes(8).toString('hex')}`
  const socket = await openLockSocket(folder, own)
  let removePidFile: () => Promise<void>
  try {
    if (socket) await waitForTurn(folder, own)
    removePidFile = await claimPidFile(folder, { isOnlyLock: !socket })
  } catch (error) {
    await socket?.close()
    throw error
  }
  socket?.hold()
  return async () => {
    await removePidFile()
    await socket?.close()
  }
}

/** Resolves once no other process listens. */
async function waitForTurn(folder: string, own: string): Promise<void> {
  const deadline = performance.now() + maxWaitMs
  for (;;) {
    const peers = await findPeers(folder, own)
    const [peer] = [...peers].sort(byPriority)
    if (!peer) return
    if (byPriority(peer, { name: own, state: 'starting' }) < 0 || performance.now() > deadline)
      throw inUse(folder, peer)
    await sleep(retryMs)
  }
}

type NamedPeer = Peer & { readonly name: string }

/** Sorts an owner before those that start. */
function byPriority(left: Pick<NamedPeer, 'name' | 'state'>, right: Pick<NamedPeer, 'name' | 'state'>): number {
  if (left.state !== right.state) return left.state === 'held' ? -1 : 1
  return left.name < right.name ? -1 : 1
}

/** Returns the other processes that listen, and deletes the sockets of processes that have ended. */
async function findPeers(folder: string, own: string): Promise<NamedPeer[]> {
  const files = await readdir(folder)
  const peers: NamedPeer[] = []
  for (const file of files.filter((one) => name.test(one) && one !== own)) {
    const peer = await queryPeer(folder, file)
    if (peer) peers.push({ ...peer, name: file })
    else await rm(join(folder, file), { force: true })
  }
  for (const file of files.filter((one) => newName.test(one))) {
    const created = await stat(join(folder, file)).catch(() => undefined)
    if (created && Date.now() - created.mtimeMs > maxNewMs) await rm(join(folder, file), { force: true })
  }
  return peers
}

function inUse(folder: string, peer: NamedPeer): Error {
  return new Error(
    `The database in ${folder} is in use by ${peer.description} (lock file: ${join(folder, peer.name)}). Stop it first.`,
  )
}
