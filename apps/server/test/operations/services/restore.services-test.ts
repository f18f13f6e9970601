import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { openDatabase } from '@taskpact/db'
import { startTestServer, type TestServer } from '@taskpact/testing'
import { sql } from 'drizzle-orm'
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  type OwnPostgres,
  type OwnPostgresOptions,
  postgresProgram,
  startOwnPostgres,
} from '../../../../../packages/db/test/own-postgres.js'
import { commandOf, root } from '../../support/server-process.js'
import { startClient } from '../lost-writes.js'

const run = promisify(execFile)

const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close()
})

async function open(options: OwnPostgresOptions = {}): Promise<OwnPostgres> {
  const server = await startOwnPostgres(options)
  opened.push(server)
  return server
}

async function serve(url: string): Promise<TestServer> {
  const server = await startTestServer({ database: { url, drop: async () => {} }, env: { DATABASE_TIMEOUT: '4' } })
  opened.push(server)
  return server
}

async function query(url: string, statement: string): Promise<readonly Record<string, unknown>[]> {
  const database = await openDatabase(url, { poolMax: 1 })
  try {
    const rows = (await database.db.execute(sql.raw(statement))) as unknown as Record<string, unknown>[] // of postgres.js
    return [...rows]
  } finally {
    await database.close()
  }
}

async function waitFor(url: string, condition: string): Promise<void> {
  await vi.waitFor(async () => expect(await query(url, `select ${condition} as met`)).toEqual([{ met: true }]), 15_000)
}

describe('after a dump was restored and `epoch new` was run', () => {
  it('cursors, entity tags and revisions of lost writes are no longer valid', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'taskpact-dump-'))
    opened.push({ close: () => rm(folder, { recursive: true }) })
    const dump = join(folder, 'dump')
    const { url: administration } = await open()
    const url = administration.replace(/postgres$/, 'taskpact')
    await query(administration, 'create database taskpact')
    const before = await serve(url)
    const client = await startClient(before)
    await run(postgresProgram('pg_dump'), ['--format=custom', '--file', dump, url])
    await client.write(before)
    await before.close()
    opened.pop()

    await query(administration, 'drop database taskpact')
    await query(administration, 'create database taskpact')
    await run(postgresProgram('pg_restore'), ['--exit-on-error', '--dbname', url, dump])
    const env = { PATH: process.env.PATH, DATABASE_URL: url }
    const { stdout } = await run(process.execPath, [...(await commandOf('built', 'cli/epoch')), 'new'], {
      cwd: root,
      env,
    })

    expect(stdout).toMatch(/^The database has the new epoch [0-9a-f]{12}\.\n$/)
    await client.expectToStartAgain(await serve(url))
  }, 60_000)
})

describe('after the promotion of a standby that lacks the last writes', () => {
  it('cursors, entity tags and revisions of lost writes are no longer valid, without a command', async () => {
    const primary = await open()
    const database = await openDatabase(primary.url)
    await database.migrate()
    await database.close()
    const standby = await open({ primary })
    const server = await serve(`postgres://postgres@127.0.0.1:${primary.port},127.0.0.1:${standby.port}/postgres`)
    const client = await startClient(server)
    const [row] = await query(primary.url, 'select pg_current_wal_lsn()::text as lsn')
    await waitFor(standby.url, `pg_last_wal_replay_lsn() >= '${row?.lsn}'`)
    await query(standby.url, "alter system set primary_conninfo = ''")
    await query(standby.url, 'select pg_reload_conf()')
    await waitFor(standby.url, 'not exists (select from pg_stat_wal_receiver)')
    await client.write(server)

    await primary.crash()
    await query(standby.url, 'select pg_promote()')
    await client.expectToStartAgain(server)

    expect(server.log.filter((line) => line.includes('failed over'))).toHaveLength(1)
  }, 60_000)
})
