import { appendFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { openDatabase } from '../src/open-database.js'
import { createDatabaseFolder } from '../src/testing.js'

/** Initializing the default of 128 MB takes half of the CPU time of opening a database. */
const settings = 'shared_buffers = 16MB\n'

/**
 * Creates the embedded database that each test file copies, which takes a tenth of the time of creating one. Workers read the
 * folder from the environment.
 */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.TEST_DATABASE_URL) return undefined
  const folder = await createDatabaseFolder()
  const database = await openDatabase(`pglite://${folder}`)
  await database.migrate()
  await database.close()
  await appendFile(join(folder, 'postgresql.conf'), settings)
  process.env.TEST_DATABASE_TEMPLATE = folder
  return () => rm(folder, { recursive: true })
}
