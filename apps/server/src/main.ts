import cluster from 'node:cluster'
import { readDotenv } from './config/dotenv.js'
import { readEnv } from './config/env.js'
import { printConfig } from './config/print-config.js'

// Before the server is loaded, so that its stacks in the log name the sources.
process.setSourceMapsEnabled(true)
try {
  const env = readEnv(process.env, readDotenv())
  // The primary of a cluster does not load the server.
  if (process.argv.includes('--check-config')) process.stdout.write(printConfig(env))
  else if (env.WORKERS > 1 && cluster.isPrimary) await (await import('./cluster/primary.js')).runPrimary(env)
  else await (await import('./lifecycle/run.js')).run(env)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
  cluster.worker?.disconnect() // an open channel to the primary would keep it running
}
