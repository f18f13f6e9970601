import { configDefaults, defineConfig } from 'vitest/config'

const { TEST_CITUS_URL, TEST_DATABASE_URL, TEST_SERVICES, TEST_WORKSPACE } = process.env

const folders = TEST_WORKSPACE?.split(',') ?? ['packages/*', 'apps/server', 'apps/scripts']
const kindsOnCitus = [
  'test',
  'postgres-test',
  'citus-test',
  ...(TEST_CITUS_URL === 'local' ? ['citus-cluster-test'] : []),
]
const onCitus = `apps/server/test/{conformance,concurrency,tasks,live,security,oauth,citus}/**/*.{${kindsOnCitus}}.ts`
/** They need what Citus lacks: a snapshot of several shards, and the plan of a shard in the plan of the statement. */
const notOnCitus = ['**/email-owners.postgres-test.ts', '**/plans.postgres-test.ts']
const testFiles = (kind: string) => folders.map((folder) => `${folder}/{src,test}/**/*.${kind}.ts`)

const include = [...testFiles('test'), ...testFiles(TEST_DATABASE_URL ? 'postgres-test' : 'embedded-test')]

/** First those that can run beside each other, two at the same time, then the others. */
const services = [
  { kind: 'services-test', maxWorkers: 2 },
  { kind: 'services-alone-test', maxWorkers: 1 },
]

/**
 * One run for the whole workspace; packages resolve to their sources, so nothing needs building first. Workspaces with a lockfile of their
 * own run by their own scripts, which set `TEST_WORKSPACE`: one folder, or several.
 *
 * - By default it runs on PGlite, without the tests that need several processes on one database, but with those of a folder of PGlite
 *   (`embedded-test`).
 * - `TEST_DATABASE_URL` puts it on a PostgreSQL server, each test file in a database of its own.
 * - `TEST_SERVICES` runs the tests that start the built server and all it depends on, and break it: `services-test`, and one after the other
 *   `services-alone-test`, which measure time or memory, or expect that calls succeed within their timeout while a part fails.
 * - `TEST_CITUS_URL`, the URL of a coordinator, runs those of tasks and accounts on distributed tables; `local` starts a cluster of the
 *   installed PostgreSQL, which must have Citus, and also runs the tests that break one.
 */
export default defineConfig({
  resolve: { conditions: ['@taskpact/source'] },
  ssr: { resolve: { conditions: ['@taskpact/source'] } },
  test: {
    globalSetup: [
      'apps/server/test/support/programs-folder.ts',
      ...(TEST_SERVICES
        ? []
        : [TEST_CITUS_URL ? 'packages/db/test/citus-cluster.ts' : 'packages/db/test/database-template.ts']),
    ],
    ...(TEST_SERVICES
      ? {
          projects: services.map(({ kind, maxWorkers }, groupOrder) => ({
            extends: true as const,
            test: { name: kind, include: testFiles(kind), maxWorkers, sequence: { groupOrder } },
          })),
        }
      : { include: TEST_CITUS_URL ? [onCitus] : include }),
    exclude: [...configDefaults.exclude, ...(TEST_CITUS_URL ? notOnCitus : [])],
    reporters: ['default', ...(TEST_SERVICES ? [] : ['./apps/server/test/support/statement-table.ts'])],
    // Loading the server anew for each file takes half as long as its tests.
    isolate: false,
    // A PostgreSQL server leaves the two cores of a small machine idle more often than PGlite.
    maxWorkers: TEST_DATABASE_URL || TEST_CITUS_URL ? 3 : 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
