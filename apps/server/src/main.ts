import { existsSync, readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { readEnv } from './env.js'
import { createLogger } from './logger.js'
import { type Server, startServer, taskpact } from './start-server.js'

try {
  const readsFile = process.env.ENVIRONMENT !== 'production' && existsSync('.env')
  const env = readEnv(process.env, readsFile ? parseEnv(readFileSync('.env', 'utf8')) : {})
  const logger = createLogger(env)
  const server = await startServer({ env, logger, api: taskpact })
  stopOn(['SIGTERM', 'SIGINT'], server, (signal) => logger.info({ signal }, 'Taskpact stops'))
  logger.info(
    {
      url: server.url,
      docs: `${server.url}/docs`,
      environment: env.ENVIRONMENT,
    },
    'Taskpact is ready',
  )
} catch (error) {
  fail(error)
}

/** The first signal stops gracefully, a second one at once. */
function stopOn(signals: readonly NodeJS.Signals[], server: Server, onStop: (signal: string) => void): void {
  for (const signal of signals) {
    process.once(signal, () => {
      onStop(signal)
      server.close().catch(fail)
    })
  }
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
