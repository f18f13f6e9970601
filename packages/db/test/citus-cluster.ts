import { startOwnCitus } from './own-citus.js'

/** Starts a cluster for all test files if `TEST_CITUS_URL` is `local`. */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.TEST_CITUS_URL !== 'local') return undefined
  const cluster = await startOwnCitus()
  process.env.TEST_CITUS_URL = cluster.url
  return cluster.close
}
