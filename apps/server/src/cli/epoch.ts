import { openDatabase } from '@taskpact/db'
import { readDatabaseUrl } from './database-url.js'

if (process.argv.slice(2).join(' ') !== 'new') {
  process.stderr.write('Usage: epoch new\n\nReplaces the epoch. Run it after each restore, before the server starts.\n')
  process.exit(1)
}
const database = await openDatabase(readDatabaseUrl())
try {
  if ((await database.check(5000)) === 'outdated')
    throw new Error('The database schema is outdated: run the migrations.')
  const epoch = await database.history.renew()
  process.stdout.write(`The database has the new epoch ${epoch}.\n`)
} finally {
  await database.close()
}
