import { createRequire } from 'node:module'
import { pino } from 'pino'
import { readEnv } from '../../../src/config/env.js'
import { startServer, taskpact } from '../../../src/server.js'

/** Prints the loaded packages of OpenTelemetry, as JSON, after a server has started without a collector and after one with it. */
const { cache } = createRequire(import.meta.url)
const settings = {
  DATABASE_URL: 'postgres://127.0.0.1:9/unused',
  MIGRATE_ON_START: 'false',
  PORT: '0',
  JWT_SECRET: 'only-for-listing-packages-0123456789',
}

async function packagesAfterStart(more: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const env = readEnv({ ...settings, ...more })
  const server = await startServer({ env, logger: pino({ enabled: false }), api: taskpact })
  await server.close()
  const names = Object.keys(cache).map((file) => /.*node_modules.(@opentelemetry.[^/\\]+)/.exec(file)?.[1] ?? '')
  return [...new Set(names)].filter(Boolean).sort()
}

const without = await packagesAfterStart({})
const withCollector = await packagesAfterStart({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' })
process.stdout.write(JSON.stringify({ without, withCollector }))
