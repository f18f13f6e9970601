import { openDatabase } from '@taskpact/db'
import { readEnv } from './env.js'

// Whoever migrates needs no secret: of the settings, only the one of the database counts.
const { DATABASE_URL } = readEnv({ DATABASE_URL: process.env.DATABASE_URL })
const database = await openDatabase(DATABASE_URL)
try {
  await database.migrate()
  process.stdout.write('The database is up to date.\n')
} finally {
  await database.close()
}
