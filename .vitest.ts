import { defineConfig } from 'vitest/config'

const everywhere = ['packages/*/{src,test}/**/*.test.ts', 'apps/*/{src,test}/**/*.test.ts']
const onPostgres = ['packages/*/{src,test}/**/*.postgres-test.ts', 'apps/*/test/**/*.postgres-test.ts']

/**
 * One run for the whole workspace; packages resolve to their sources, so nothing needs building first.
 * `TEST_DATABASE_URL` puts it on a PostgreSQL server, each test file in a database of its own; else it runs on PGlite,
 * without the tests that need several processes on one database.
 */
export default defineConfig({
  resolve: { conditions: ['@taskpact/source'] },
  ssr: { resolve: { conditions: ['@taskpact/source'] } },
  test: {
    globalSetup: 'packages/db/test/embedded-template.ts',
    include: process.env.TEST_DATABASE_URL ? [...everywhere, ...onPostgres] : everywhere,
    reporters: ['default', './apps/server/test/support/statement-table.ts'],
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
})
