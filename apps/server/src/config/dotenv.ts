import { existsSync, readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import type { Variables } from './env.js'

/** What stands in `.env` of the folder that we run in; in production nothing is read from there. */
export function readDotenv(): Variables {
  if (process.env.ENVIRONMENT === 'production' || !existsSync('.env')) return {}
  return parseEnv(readFileSync('.env', 'utf8'))
}
