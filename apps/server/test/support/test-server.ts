import type { AppRouter, Contract } from '@taskpact/contract'
import { createTestDatabase } from '@taskpact/db/testing'
import { readEnv } from '../../src/env.js'
import { createLogger } from '../../src/logger.js'
import { type Api, type Server, startServer } from '../../src/start-server.js'

export const testSecret = 'a secret of the tests, of at least 32 bytes'

/** A real server on a free port with a database of its own. */
export async function startTestServer<C extends AppRouter = Contract>(api?: Api<C>): Promise<Server> {
  const database = await createTestDatabase()
  const env = readEnv({
    DATABASE_URL: database.url,
    DATABASE_POOL_MAX: '4',
    ENVIRONMENT: 'test',
    JWT_SECRET: testSecret,
    LOG_LEVEL: 'silent',
    PORT: '0',
  })
  try {
    const server = await startServer(env, createLogger(env), api)
    const close = () => server.close().finally(() => database.drop())
    return { ...server, close }
  } catch (error) {
    await database.drop()
    throw error
  }
}
