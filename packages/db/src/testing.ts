import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { cp, mkdtemp, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import postgres from 'postgres'
import type { OpenDatabase } from './open-database.js'

export interface TestDatabase {
  /** For `openDatabase`. Not migrated, unless it is a copy of a template. */
  readonly url: string
  drop(): Promise<void>
}

export interface TestDatabaseOptions {
  /** The coordinator of a cluster, instead of `TEST_CITUS_URL`. */
  readonly cluster?: string | undefined
  /** Whether the database lacks migrations. Otherwise it is a copy of the template, if there is one. */
  readonly isEmpty?: boolean
  /** Whether one on a cluster is distributed. Otherwise it is on the coordinator. */
  readonly isDistributed?: boolean
  /** Distributes the tables in another way. */
  readonly distribute?: (database: OpenDatabase) => Promise<unknown>
}

/**
 * Creates a database that exists until `drop` is called: distributed over the nodes of `TEST_CITUS_URL`, a coordinator, if that is set; on
 * the server of `TEST_DATABASE_URL` if that is set; else embedded. Copies the database `TEST_DATABASE_TEMPLATE`, unless it is distributed.
 */
export async function createTestDatabase({
  cluster = process.env.TEST_CITUS_URL,
  isEmpty = false,
  isDistributed = true,
  distribute = (database) => database.distribute(),
}: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const { TEST_DATABASE_URL: server } = process.env
  if (cluster) return isDistributed ? createOnCitus(cluster, distribute) : createOnServer(cluster)
  const template = isEmpty ? undefined : process.env.TEST_DATABASE_TEMPLATE
  return server ? createOnServer(server, template) : createEmbedded(template)
}

async function createOnServer(server: string, template?: string): Promise<TestDatabase> {
  const name = newName()
  const copied = template === undefined ? '' : ` template ${new URL(template).pathname.slice(1)}`
  await administer(server, `create database ${name}${copied}`)
  return {
    url: databaseOf(server, name),
    async drop() {
      await administer(server, `drop database ${name} with (force)`)
    },
  }
}

/** Creates a database of its own on each node of a cluster, whose tables are in four shards. */
async function createOnCitus(
  coordinator: string,
  distribute: TestDatabaseOptions['distribute'],
): Promise<TestDatabase> {
  const name = newName()
  const workers = (await administer(
    coordinator,
    `select nodename as host, nodeport as port from pg_dist_node where isactive and groupid <> 0`,
  )) as unknown as { host: string; port: number }[]
  const urlOf = ({ host, port }: { host: string; port: number }) =>
    Object.assign(new URL(coordinator), { host: `${host}:${port}` }).href
  const nodes = [coordinator, ...workers.map(urlOf)]
  for (const node of nodes) {
    await administer(node, `create database ${name}`)
    await administer(databaseOf(node, name), 'create extension citus')
  }
  const url = databaseOf(coordinator, name)
  // The nodes have the role. Databases that are created at the same time would fail to update it there.
  for (const what of ['create', 'alter'])
    await administer(url, `alter database ${name} set citus.enable_${what}_role_propagation = off`)
  const { hostname, port } = new URL(coordinator)
  if (workers.length > 0) await administer(url, `select citus_set_coordinator_host('${hostname}', ${port || 5432})`)
  for (const { host, port } of workers) await administer(url, `select citus_add_node('${host}', ${port})`)
  await administer(url, `alter database ${name} set citus.shard_count = 4`)
  const { openDatabase } = await import('./open-database.js')
  const database = await openDatabase(url, { poolMax: 1 })
  try {
    await database.migrate()
    await distribute?.(database)
  } finally {
    await database.close()
  }
  return {
    url,
    async drop() {
      for (const node of nodes) await dropOnNode(node, name)
    },
  }
}

/** Drops a database of a cluster, to which background workers of Citus can connect again after `force` has ended their connections. */
async function dropOnNode(node: string, name: string, attempts = 5): Promise<void> {
  try {
    await administer(node, `drop database ${name} with (force)`)
  } catch (error) {
    const isInUse = (error as { code?: unknown }).code === '55006'
    if (!isInUse || attempts === 1) throw error
    await dropOnNode(node, name, attempts - 1)
  }
}

function newName(): string {
  return `taskpact_test_${randomUUID().replaceAll('-', '')}`
}

function databaseOf(server: string, name: string): string {
  return Object.assign(new URL(server), { pathname: `/${name}` }).href
}

/** Bytes that the folder in memory must have: for the copies of several test files at once, of 40 MB each. */
const minRoom = 1024 ** 3

/** Creates a folder for an embedded database, in memory if there is room: a disk takes ten times as long to copy a template. */
async function createDatabaseFolder(): Promise<string> {
  const memory = '/dev/shm' // of Linux
  const { bavail = 0, bsize = 0 } = (await statfs(memory).catch(() => undefined)) ?? {}
  return mkdtemp(join(bavail * bsize < minRoom ? tmpdir() : memory, 'taskpact-'))
}

/** Returns the folder of an embedded database. */
export function folderOf(url: string): string {
  return url.slice('pglite://'.length)
}

async function createEmbedded(template: string | undefined): Promise<TestDatabase> {
  const folder = await createDatabaseFolder()
  if (template) await copy(folderOf(template), folder)
  return { url: `pglite://${folder}`, drop: () => rm(folder, { recursive: true }) }
}

/** Copies a folder by `cp`, which takes a third of the time of Node's own copy for a thousand files. */
async function copy(from: string, to: string): Promise<void> {
  if (process.platform === 'win32') await cp(from, to, { recursive: true })
  else await promisify(execFile)('cp', ['-r', `${from}/.`, to])
}

async function administer(server: string, statement: string): Promise<readonly object[]> {
  const url = new URL(server)
  url.searchParams.delete('pgbouncer') // not a parameter of the server
  const admin = postgres(url.href, { max: 1, onnotice: () => {} })
  try {
    return await admin.unsafe(statement)
  } finally {
    await admin.end()
  }
}
