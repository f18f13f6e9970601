import { startTestServer, type TestServer } from '@taskpact/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Result, simulate } from './simulate.js'

/** `TEST_REPLICA_SEEDS=500` runs more. */
const seeds = Number(process.env.TEST_REPLICA_SEEDS ?? 30)
const results: Result[] = []

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

// They wait most of the time.
it.concurrent.each(Array.from({ length: seeds }, (_, seed) => [seed]))(
  'all devices end with the tasks of the server, and no text is lost: seed %i',
  { timeout: 60_000 },
  async (seed) => {
    results.push(await simulate(seed, server))
  },
)

it('the runs had refused changes, expired cursors, and each kind of fault and of conflict', () => {
  const counts: Record<string, number> = {}
  for (const { faults, conflicts, refused } of results)
    for (const [name, count] of Object.entries({ ...faults, ...conflicts, refused }))
      counts[name] = (counts[name] ?? 0) + count
  process.stdout.write(`${JSON.stringify(counts)}\n`)
  expect(Object.keys(counts)).toHaveLength(9)
  for (const count of Object.values(counts)) expect(count).toBeGreaterThan(seeds / 20)
})
