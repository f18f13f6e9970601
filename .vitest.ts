import { defineConfig } from 'vitest/config'

const everywhere = ['packages/*/{src,test}/**/*.test.ts', 'apps/*/{src,test}/**/*.test.ts']
const onPostgres = ['packages/*/{src,test}/**/*.postgres-test.ts', 'apps/*/test/**/*.postgres-test.ts']
const withServices = ['apps/*/test/**/*.services-test.ts']
const { TEST_DATABASE_URL, TEST_SERVICES } = process.env

/**
 * One run for the whole workspace; packages resolve to their sources, so nothing needs building first.
 * `TEST_DATABASE_URL` puts it on a PostgreSQL server, each test file in a database of its own; else it runs on PGlite,
 * without the tests that need several processes on one database. `TEST_SERVICES` runs, one after the other, those that start the
 * built server and all it depends on, and break it.
 */
export default defineConfig({
  resolve: { conditions: ['@taskpact/source'] },
  ssr: { resolve: { conditions: ['@taskpact/source'] } },
  test: {
    globalSetup: TEST_SERVICES ? [] : ['packages/db/test/embedded-template.ts'],
    include: TEST_SERVICES ? withServices : TEST_DATABASE_URL ? [...everywhere, ...onPostgres] : everywhere,
    reporters: ['default', ...(TEST_SERVICES ? [] : ['./apps/server/test/support/statement-table.ts'])],
    // Loading the server anew for each file takes half as long as its tests.
    isolate: false,
    maxWorkers: TEST_SERVICES ? 1 : 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
