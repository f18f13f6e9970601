import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../../../../packages/db/test/free-port.js'
import { startProgram } from './program.js'

export interface PgBouncer {
  readonly url: string
  close(): Promise<void>
}

/** Starts PgBouncer in transaction mode for a PostgreSQL server. */
export async function startPgBouncer(target: string): Promise<PgBouncer> {
  const { hostname, port: targetPort, username } = new URL(target)
  const folder = await mkdtemp(join(tmpdir(), 'taskpact-pgbouncer-'))
  const port = await freePort()
  const [settings, users] = [join(folder, 'pgbouncer.ini'), join(folder, 'users')]
  await chmod(folder, 0o755)
  await writeFile(users, `"${username}" ""\n`)
  await writeFile(
    settings,
    `[databases]
* = host=${hostname} port=${targetPort} user=${username}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = trust
auth_file = ${users}
pool_mode = transaction
default_pool_size = 5
max_client_conn = 500
`,
  )
  const program = await startProgram({ command: 'pgbouncer', arguments: [settings], port, unprivileged: true })
  const url = new URL(target)
  url.port = String(port)
  url.searchParams.set('pgbouncer', 'true')
  return {
    url: url.href,
    async close() {
      await program.stop('SIGKILL')
      await rm(folder, { recursive: true })
    },
  }
}
