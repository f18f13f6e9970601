import { openDatabase } from '@taskpact/db'
import { readDotenv } from '../config/dotenv.js'
import { readEnv } from '../config/env.js'

// Migrations require DATABASE_URL only, so that no secret has to be present.
const given = { ...readDotenv(), ...process.env }
if (given.ENVIRONMENT === 'production' && !given.DATABASE_URL)
  throw new Error('DATABASE_URL: Is required in production')
const { DATABASE_URL } = readEnv({ DATABASE_URL: given.DATABASE_URL })
const database = await openDatabase(DATABASE_URL)
try {
  await database.migrate()
  process.stdout.write('The database is up to date.\n')
} finally {
  await database.close()
}
