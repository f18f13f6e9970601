import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import postgres from 'postgres'

export interface TestDatabase {
  /** Open it with `openDatabase` and migrate it. */
  readonly url: string
  drop(): Promise<void>
}

/**
 * A database of one's own: on the server of `TEST_DATABASE_URL` where that is set; else embedded, as a copy of the folder
 * `TEST_DATABASE_TEMPLATE` or, without one, in memory.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { TEST_DATABASE_URL: server, TEST_DATABASE_TEMPLATE: template } = process.env
  if (server) return createOn(server)
  if (template) return copyOf(template)
  return { url: 'pglite://memory', drop: async () => {} }
}

async function createOn(server: string): Promise<TestDatabase> {
  const name = `taskpact_test_${randomUUID().replaceAll('-', '')}`
  await administer(server, `create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => administer(server, `drop database ${name} with (force)`) }
}

async function copyOf(template: string): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'taskpact-'))
  // Its thousand files take Node's own copy three times as long.
  if (process.platform === 'win32') await cp(template, folder, { recursive: true })
  else await promisify(execFile)('cp', ['-r', `${template}/.`, folder])
  return { url: `pglite://${folder}`, drop: () => rm(folder, { recursive: true }) }
}

async function administer(server: string, statement: string): Promise<void> {
  const url = new URL(server)
  url.searchParams.delete('pgbouncer') // a word for us, not for the server
  const admin = postgres(url.href, { max: 1, onnotice: () => {} })
  try {
    await admin.unsafe(statement)
  } finally {
    await admin.end()
  }
}
