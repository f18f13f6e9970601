import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '@taskpact/db'
import { testSecret } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { freePort } from '../../../../../packages/db/test/free-port.js'
import { type OwnPostgres, startOwnPostgres } from '../../../../../packages/db/test/own-postgres.js'
import { type ServerProcess, startProcess } from '../../support/server-process.js'
import { type Program, startProgram } from '../services/program.js'
import { configs } from './compose.js'
import { openTraffic } from './traffic.js'

describe('HAProxy and PgBouncer as configured in compose.yaml', () => {
  let folder: string
  let postgres: OwnPostgres
  let url: string
  const servers: ServerProcess[] = []
  const programs: Program[] = []
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'taskpact-compose-'))
    await chmod(folder, 0o755)
    postgres = await startOwnPostgres()
    const database = await openDatabase(postgres.url, { poolMax: 1 })
    await database.migrate().finally(database.close)

    const pooler = await startPooler()
    const env = { DATABASE_URL: pooler, JWT_SECRET: testSecret, TRUST_PROXY: '1', SHUTDOWN_DELAY: '5' }
    for (const _ of [1, 2]) servers.push(await startProcess({ ...env, MIGRATE_ON_START: 'false' }, { form: 'built' }))
    url = await startProxy()
    await vi.waitUntil(async () => (await fetch(`${url}/health/ready`)).ok, { timeout: 30_000 })
  }, 120_000)
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop()))
    // Both would wait until open connections are closed.
    await Promise.all(programs.map((program) => program.stop('SIGKILL')))
    await postgres?.close()
    await rm(folder, { recursive: true, force: true })
  }, 60_000)

  it('fail no request when an instance stops', async () => {
    const traffic = await openTraffic(url, 8)
    let isOver = false
    const running = traffic.run(() => isOver)
    await vi.waitUntil(() => traffic.calls > 100, { timeout: 30_000 })
    const stopped = servers[0]?.stop()
    expect(await stopped).toBe(0)
    const calls = traffic.calls
    await vi.waitUntil(() => traffic.calls > calls + 100, { timeout: 30_000 })
    isOver = true
    await running
    traffic.close()
  }, 120_000)

  it('do not expose the metrics', async () => {
    expect((await fetch(`${url}/metrics`)).status).toBe(404)
    expect((await fetch(`${servers[1]?.url}/metrics`)).status).toBe(200)
  })

  async function startPooler(): Promise<string> {
    const { hostname, port: postgresPort, username, pathname } = new URL(postgres.url)
    const port = await freePort()
    const users = join(folder, 'userlist.txt')
    await writeFile(users, `"${username}" "password"\n`)
    const config = localConfig('pgbouncer', [
      [/^taskpact = .*$/m, `taskpact = host=${hostname} port=${postgresPort || 5432} dbname=${pathname.slice(1)}`],
      [/^listen_addr = .*$/m, 'listen_addr = 127.0.0.1'],
      [/^listen_port = .*$/m, `listen_port = ${port}`],
      [/^auth_file = .*$/m, `auth_file = ${users}`],
    ])
    await start('pgbouncer', 'pgbouncer.ini', config, port, [])
    return `postgres://${username}:password@127.0.0.1:${port}/taskpact?pgbouncer=true`
  }

  async function startProxy(): Promise<string> {
    const port = await freePort()
    const lines = servers.map((server, index) => `  server app${index} ${new URL(server.url).host}`)
    const config = localConfig('haproxy', [
      [/bind :8080/, `bind 127.0.0.1:${port}`],
      [/^ *server-template .*$/m, lines.join('\n')],
    ])
    await start('haproxy', 'haproxy.cfg', config, port, ['-f'])
    return `http://127.0.0.1:${port}`
  }

  /** Returns a configuration from compose.yaml with local addresses instead of container addresses. */
  function localConfig(name: string, changes: readonly (readonly [RegExp, string])[]): string {
    let content = configs[name]?.content ?? ''
    for (const [pattern, text] of changes) {
      expect(content).toMatch(pattern)
      content = content.replace(pattern, text)
    }
    return content
  }

  async function start(command: string, file: string, config: string, port: number, args: string[]) {
    await writeFile(join(folder, file), config)
    programs.push(await startProgram({ command, arguments: [...args, join(folder, file)], port, unprivileged: true }))
  }
})
