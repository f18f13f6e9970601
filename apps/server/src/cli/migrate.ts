import { openDatabase } from '@taskpact/db'
import { readDatabaseUrl } from './database-url.js'

const database = await openDatabase(readDatabaseUrl())
try {
  await database.migrate()
  process.stdout.write('The database is up to date.\n')
} finally {
  await database.close()
}
