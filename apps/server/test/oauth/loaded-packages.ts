import { createRequire } from 'node:module'
import { pino } from 'pino'
import { readEnv } from '../../src/config/env.js'
import { startServer, taskpact } from '../../src/server.js'

/** Prints, as JSON, whether Koa is loaded after servers have started: only the library of the authorization server loads it. */
const { cache } = createRequire(import.meta.url)
const settings = {
  DATABASE_URL: 'postgres://127.0.0.1:9/unused',
  MIGRATE_ON_START: 'false',
  PORT: '0',
  JWT_SECRET: 'only-for-listing-packages-0123456789',
}

async function packagesAfterStart(OAUTH: string): Promise<readonly string[]> {
  const env = readEnv({ ...settings, OAUTH })
  const server = await startServer({ env, logger: pino({ enabled: false }), api: taskpact })
  await server.close()
  const names = Object.keys(cache).map((file) => /.*node_modules.(koa)[/\\]/.exec(file)?.[1] ?? '')
  return [...new Set(names)].filter(Boolean)
}

const off = await packagesAfterStart('off')
const own = await packagesAfterStart('own')
process.stdout.write(`${JSON.stringify({ off, own })}\n`)
