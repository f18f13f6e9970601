import cluster from 'node:cluster'
import { existsSync, readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { readEnv } from './env.js'
import { showEnv } from './show-env.js'

try {
  const readsFile = process.env.ENVIRONMENT !== 'production' && existsSync('.env')
  const env = readEnv(process.env, readsFile ? parseEnv(readFileSync('.env', 'utf8')) : {})
  // The primary of a cluster serves nothing, so it loads no more than it needs.
  if (process.argv.includes('--check-config')) process.stdout.write(showEnv(env))
  else if (env.WORKERS > 1 && cluster.isPrimary) await (await import('./supervise.js')).supervise(env)
  else await (await import('./serve.js')).serve(env)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
  cluster.worker?.disconnect() // its channel to the primary would keep it alive
}
