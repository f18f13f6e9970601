import { randomUUID } from 'node:crypto'
import postgres from 'postgres'

export interface TestDatabase {
  /** Open it with `openDatabase`; it is empty. */
  readonly url: string
  drop(): Promise<void>
}

/** A database of one's own: on the server of `TEST_DATABASE_URL` where that is set, else in memory. */
export async function createTestDatabase(server = process.env.TEST_DATABASE_URL): Promise<TestDatabase> {
  if (!server) return { url: 'pglite://memory', drop: async () => {} }
  const name = `taskpact_test_${randomUUID().replaceAll('-', '')}`
  await administer(server, `create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return {
    url: url.href,
    drop: () => administer(server, `drop database ${name} with (force)`),
  }
}

async function administer(server: string, statement: string): Promise<void> {
  const admin = postgres(server, { max: 1, onnotice: () => {} })
  try {
    await admin.unsafe(statement)
  } finally {
    await admin.end()
  }
}
