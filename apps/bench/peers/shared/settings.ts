/**
 * How a peer does what its framework leaves open. `tuned`: as in Taskpact. `typical`: as in the documentation of the framework and
 * of Drizzle.
 */
export type Variant = 'typical' | 'tuned'

const { PORT, DATABASE_URL, JWT_SECRET, DATABASE_POOL_MAX, VARIANT } = process.env

/** Variables that the benchmark sets for each process, by the names of the Taskpact server. */
export const settings = {
  host: '127.0.0.1',
  port: Number(PORT),
  databaseUrl: DATABASE_URL ?? '',
  poolMax: Number(DATABASE_POOL_MAX),
  secret: new TextEncoder().encode(JWT_SECRET),
  variant: (VARIANT ?? 'typical') as Variant, // the benchmark sets no other value
}
