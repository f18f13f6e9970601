import cluster from 'node:cluster'
import { readEnv } from './env.js'
import { settingsFile } from './settings-file.js'
import { showEnv } from './show-env.js'

try {
  const env = readEnv(process.env, settingsFile())
  // The primary of a cluster serves nothing, so it loads no more than it needs.
  if (process.argv.includes('--check-config')) process.stdout.write(showEnv(env))
  else if (env.WORKERS > 1 && cluster.isPrimary) await (await import('./supervise.js')).supervise(env)
  else await (await import('./serve.js')).serve(env)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
  cluster.worker?.disconnect() // its channel to the primary would keep it alive
}
