import { defineConfig } from 'vitest/config'

const { TEST_DATABASE_URL, TEST_SERVICES, TEST_WORKSPACE } = process.env

const folders = TEST_WORKSPACE?.split(',') ?? ['packages/*', 'apps/server', 'apps/scripts']
const testFiles = (kind: string) => folders.map((folder) => `${folder}/{src,test}/**/*.${kind}.ts`)

/**
 * One run for the whole workspace; packages resolve to their sources, so nothing needs building first. Workspaces with a lockfile of their
 * own run by their own scripts, which set `TEST_WORKSPACE`: one folder, or several that can run at the same time.
 * `TEST_DATABASE_URL` puts it on a PostgreSQL server, each test file in a database of its own; else it runs on PGlite,
 * without the tests that need several processes on one database, but with those of a folder of PGlite (`embedded-test`). `TEST_SERVICES` runs, one after the other, those that start the
 * built server and all it depends on, and break it.
 */
export default defineConfig({
  resolve: { conditions: ['@taskpact/source'] },
  ssr: { resolve: { conditions: ['@taskpact/source'] } },
  test: {
    globalSetup: TEST_SERVICES ? [] : ['packages/db/test/embedded-template.ts'],
    include: TEST_SERVICES
      ? testFiles('services-test')
      : [...testFiles('test'), ...testFiles(TEST_DATABASE_URL ? 'postgres-test' : 'embedded-test')],
    reporters: ['default', ...(TEST_SERVICES ? [] : ['./apps/server/test/support/statement-table.ts'])],
    // Loading the server anew for each file takes half as long as its tests.
    isolate: false,
    // A PostgreSQL server leaves the two cores of a small machine idle more often than PGlite.
    maxWorkers: TEST_SERVICES ? (TEST_WORKSPACE ? folders.length : 1) : TEST_DATABASE_URL ? 3 : 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
