import { existsSync, readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import type { Variables } from './env.js'

/** Reads `.env` of the working directory. Returns nothing in production. */
export function readDotenv(): Variables {
  if (process.env.ENVIRONMENT === 'production' || !existsSync('.env')) return {}
  return parseEnv(readFileSync('.env', 'utf8'))
}
