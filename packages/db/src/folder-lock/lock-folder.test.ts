import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lockFolder } from './lock-folder.js'

let folder: string
const running = new Set<Holder>()
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'taskpact-lock-'))
})
afterEach(async () => {
  for (const holder of running) await holder.kill()
  await rm(folder, { recursive: true })
})

describe('a locked folder', () => {
  it('can be locked again after it was released, and has no more files than before', async () => {
    for (const _ of [1, 2, 3]) await (await lockFolder(folder))()

    expect(await readdir(folder)).toEqual([])
  })

  it('is refused to this process and to others, with the folder, the process and the lock file in the message', async () => {
    const unlock = await lockFolder(folder)
    const [file] = await lockFiles()
    const message = `The database in ${folder} is in use by process ${process.pid} on host `

    await expect(lockFolder(folder)).rejects.toThrow(message)
    const outcome = await (await startHolder()).lock()
    expect(outcome).toContain(message)
    expect(outcome).toContain(`(lock file: ${join(folder, file ?? '')})`)
    await unlock()
    expect(await (await startHolder()).lock()).toBe('locked')
  })

  it('is free as soon as its process is killed', async () => {
    const holder = await startHolder()
    expect(await holder.lock()).toBe('locked')
    await holder.kill()
    const unlock = await lockFolder(folder)

    expect(await lockFiles()).toHaveLength(1) // the socket of the killed process was deleted
    await unlock()
  })

  it('is refused while its process is stopped', { timeout: 20_000 }, async () => {
    const holder = await startHolder()
    await holder.lock()
    holder.signal('SIGSTOP')

    await expect(lockFolder(folder)).rejects.toThrow('in use by another process')
    holder.signal('SIGCONT')
  })

  it('is refused to a process in another PID namespace', { skip: !canUnshare() }, async () => {
    const holder = await startHolder()
    await holder.lock()
    const outcome = await (await startHolder(unshare)).lock()

    expect(outcome).toContain(`in use by process ${holder.pid}`)
  })

  it('is refused to a process outside the PID namespace of its owner', { skip: !canUnshare() }, async () => {
    expect(await (await startHolder(unshare)).lock()).toBe('locked')

    await expect(lockFolder(folder)).rejects.toThrow('is in use by process')
  })

  it('may have a path that is longer than that of a socket', async () => {
    const long = join(folder, 'x'.repeat(200), 'ü'.repeat(100))
    await mkdir(long, { recursive: true })
    const unlock = await lockFolder(long)

    await expect(lockFolder(long)).rejects.toThrow(`The database in ${long} is in use`)
    await unlock()
    await (await lockFolder(long))()
  })
})

describe('processes that start together', () => {
  it('have one owner, over an abandoned socket, 50 times', async () => {
    const started = [await startHolder(), await startHolder()]
    for (let round = 0; round < 50; round++) {
      await abandonSocket()
      const outcomes = await Promise.all(started.map((holder) => holder.lock()))

      expect(
        outcomes.filter((one) => one === 'locked'),
        outcomes.join(),
      ).toHaveLength(1)
      expect(
        outcomes.filter((one) => one.includes('in use by process')),
        outcomes.join(),
      ).toHaveLength(1)
      await started[outcomes.indexOf('locked')]?.unlock()
    }
  })

  it('have one owner, also if eight start', async () => {
    for (let round = 0; round < 5; round++) {
      await abandonSocket()
      const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder)))
      const locked = outcomes.filter((one) => one.status === 'fulfilled')

      expect(locked).toHaveLength(1)
      for (const { value: unlock } of locked) await unlock()
    }
  })
})

describe('files that do not block', () => {
  it('the socket of a process that was killed before it listened', async () => {
    const file = join(folder, `taskpact.lock.${'0'.repeat(16)}.new`)
    await writeFile(file, '')
    await utimes(file, 0, 0)
    await (await lockFolder(folder))()

    expect(await readdir(folder)).toEqual([])
  })

  it('other files, which stay', async () => {
    const names = ['PG_VERSION', 'taskpact.lock', 'taskpact.lock.mine']
    for (const name of names) await writeFile(join(folder, name), '')
    await (await lockFolder(folder))()

    expect((await readdir(folder)).sort()).toEqual(names)
  })
})

const unshare = ['unshare', '--pid', '--fork', '--kill-child']

/** Whether this user may create PID namespaces. */
function canUnshare(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0
}

interface Holder {
  readonly pid: number | undefined
  /** Resolves to `locked`, or to the message of the error. */
  lock(): Promise<string>
  unlock(): Promise<unknown>
  signal(name: NodeJS.Signals): void
  kill(): Promise<void>
}

const program = fileURLToPath(new URL('../../test/lock-holder.ts', import.meta.url))

/** Starts a process that locks the folder when asked. */
async function startHolder(prefix: readonly string[] = []): Promise<Holder> {
  const [command = '', ...args] = [...prefix, process.execPath, '--import', import.meta.resolve('tsx'), program, folder]
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface(child.stdout)
  const exited = once(child, 'exit')
  const ended = exited.then(([code]) => Promise.reject(new Error(`The process ended with ${code}`)))
  ended.catch(() => {}) // at the end it is killed
  const nextLine = async () => String(await Promise.race([once(lines, 'line'), ended]))
  const send = (command: string) => {
    child.stdin.write(`${command}\n`)
    return nextLine()
  }
  const holder: Holder = {
    pid: child.pid,
    lock: () => send('lock'),
    unlock: () => send('unlock'),
    signal: (name) => void child.kill(name),
    async kill() {
      child.kill('SIGKILL')
      await exited
      running.delete(holder)
    },
  }
  running.add(holder)
  await nextLine()
  return holder
}

/** Leaves an abandoned socket behind, as a killed process does. */
async function abandonSocket(): Promise<void> {
  const server = createServer().listen(join(folder, 'socket'))
  await once(server, 'listening')
  await rename(join(folder, 'socket'), join(folder, `taskpact.lock.${randomBytes(8).toString('hex')}`))
  server.close() // does not find the file under its new name
}

async function lockFiles(): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.startsWith('taskpact.lock.'))
}
