import { readDotenv } from '../config/dotenv.js'
import { readEnv } from '../config/env.js'

/** Reads the only setting that commands on the database require, so that no secret has to be present. */
export function readDatabaseUrl(): string {
  const given = { ...readDotenv(), ...process.env }
  if (given.ENVIRONMENT === 'production' && !given.DATABASE_URL)
    throw new Error('DATABASE_URL: Is required in production')
  return readEnv({ DATABASE_URL: given.DATABASE_URL }).DATABASE_URL
}
