import { openDatabase } from '@taskpact/db'
import { readEnv } from './env.js'

const { DATABASE_URL } = readEnv(process.env)
const database = await openDatabase(DATABASE_URL)
try {
  await database.migrate()
  process.stdout.write('The database is up to date.\n')
} finally {
  await database.close()
}
