import { openDatabase } from '@taskpact/db'
import { readDatabaseUrl } from './database-url.js'

const usage = `Usage: migrate [--distribute]

Applies pending migrations to DATABASE_URL.
  --distribute  then distributes the tables over the nodes of a Citus cluster, without the server running
`

const args = process.argv.slice(2)
if (args.some((arg) => arg !== '--distribute')) {
  process.stderr.write(usage)
  process.exit(1)
}
const database = await openDatabase(readDatabaseUrl())
try {
  await database.migrate()
  process.stdout.write('The database is up to date.\n')
  if (args.length > 0) {
    const done = await database.distribute()
    process.stdout.write(`${done.length > 0 ? done.join('\n') : 'All tables are distributed.'}\n`)
  }
} catch (error) {
  if (!(error instanceof TypeError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
} finally {
  await database.close()
}
