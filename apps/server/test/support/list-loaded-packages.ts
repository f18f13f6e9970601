import { createRequire } from 'node:module'
import { pino } from 'pino'
import { readEnv } from '../../src/config/env.js'
import { startServer, taskpact } from '../../src/server.js'

/** Starts a server for each of the settings in the argument. Prints the names of the packages that are loaded after each, as JSON. */
const { cache } = createRequire(import.meta.url)
const common = {
  DATABASE_URL: 'postgres://127.0.0.1:9/unused',
  MIGRATE_ON_START: 'false',
  PORT: '0',
  JWT_SECRET: 'only-for-listing-packages-0123456789',
}

async function packagesAfterStart(settings: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const env = readEnv({ ...common, ...settings })
  const server = await startServer({ env, logger: pino({ enabled: false }), api: taskpact })
  await server.close()
  const names = Object.keys(cache).flatMap((file) => /.*node_modules.((?:@[^/\\]+.)?[^/\\]+)/.exec(file)?.[1] ?? [])
  return [...new Set(names)].sort()
}

const loaded: (readonly string[])[] = []
for (const settings of JSON.parse(String(process.argv[2]))) loaded.push(await packagesAfterStart(settings))
process.stdout.write(`${JSON.stringify(loaded)}\n`)
