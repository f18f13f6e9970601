import { execFile } from 'node:child_process'
import { chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from './free-port.js'

const run = promisify(execFile)
const programs = process.env.POSTGRES_BIN ?? '/usr/lib/postgresql/15/bin'

/** Returns the path of a program of the version that is tested, such as `pg_dump`. */
export function postgresProgram(name: string): string {
  return join(programs, name)
}

/** A PostgreSQL server that a test can stop, freeze and crash. */
export interface OwnPostgres {
  readonly port: number
  readonly url: string
  /** Suspends all its processes: connections stay open without a response. */
  freeze(): Promise<void>
  thaw(): Promise<void>
  restart(): Promise<void>
  /** Stops it as a crash would; `restart` starts it again. */
  crash(): Promise<void>
  close(): Promise<void>
}

export interface OwnPostgresOptions {
  readonly settings?: Readonly<Record<string, string | number>>
  /** Written to its data folder before it starts, readable by its user only. */
  readonly files?: Readonly<Record<string, string>>
  /** Default: the folder for temporary files. */
  readonly parent?: string
  /** Makes it a standby that streams from this server, which must run. Default: a new, empty primary. */
  readonly primary?: Pick<OwnPostgres, 'port'>
}

/** Starts a PostgreSQL server on a free port, as the user `postgres` if this process is root, which PostgreSQL refuses. */
export async function startOwnPostgres({
  settings = {},
  files = {},
  parent = tmpdir(),
  primary,
}: OwnPostgresOptions = {}): Promise<OwnPostgres> {
  const folder = await mkdtemp(join(parent, 'taskpact-postgres-'))
  const owner = await ownerOf(folder)
  const port = await freePort()
  const data = join(folder, 'data')
  const program = (name: string, ...args: string[]) =>
    run(owner ? 'setpriv' : join(programs, name), [...(owner ? [...owner.as, join(programs, name)] : []), ...args])

  if (primary) {
    const from = ['-h', '127.0.0.1', '-p', String(primary.port), '-U', 'postgres']
    await program('pg_basebackup', ...from, '-D', data, '--write-recovery-conf', '-c', 'fast', '--no-sync')
  } else await program('initdb', '-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync')
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(data, name), content, { mode: 0o600 })
    if (owner) await chown(join(data, name), owner.uid, owner.gid)
  }
  const all = { port, listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off', ...settings }
  const options = Object.entries(all).map(([name, value]) => `-c ${name}='${value}'`)
  const control = (...args: string[]) =>
    program('pg_ctl', '-D', data, '-l', join(folder, 'log'), '-o', options.join(' '), '-w', '-t', '30', ...args)
  await control('start')
  let isRunning = true

  async function signal(name: 'SIGSTOP' | 'SIGCONT'): Promise<void> {
    const [postmaster = ''] = (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n')
    // The parent first, because it starts the others.
    process.kill(Number(postmaster), name)
    const { stdout } = await run('ps', ['-o', 'pid=', '--ppid', postmaster])
    // The shell's kill continues if one of them has ended.
    await run('sh', ['-c', `kill -s ${name.slice(3)} ${stdout.trim().replace(/\s+/g, ' ')} || true`])
  }

  return {
    port,
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    async restart() {
      await control('restart', '-m', 'fast')
      isRunning = true
    },
    async crash() {
      await control('stop', '-m', 'immediate')
      isRunning = false
    },
    async close() {
      if (isRunning) {
        await signal('SIGCONT')
        await control('stop', '-m', 'immediate')
      }
      await rm(folder, { recursive: true })
    },
  }
}

/** The user that owns the folder and runs the programs, if this process is root. */
async function ownerOf(folder: string) {
  if (process.getuid?.() !== 0) return undefined
  const id = async (option: string) => Number((await run('id', [option, 'postgres'])).stdout)
  const [uid, gid] = [await id('-u'), await id('-g')]
  await chown(folder, uid, gid)
  return { uid, gid, as: [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'] }
}
