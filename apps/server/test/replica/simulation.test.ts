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

it.each(Array.from({ length: seeds }, (_, seed) => [seed]))(
  'all devices end with the tasks of the server, and no text is lost: seed %i',
  { timeout: 60_000 },
  async (seed) => {
    results.push(await simulate(seed, server))
  },
)

it('the runs had conflicts, refused changes and all faults', () => {
  const sum = (of: (result: Result) => number) => results.reduce((total, result) => total + of(result), 0)
  const counts = {
    requests: sum(({ faults }) => faults.requests),
    replies: sum(({ faults }) => faults.replies),
    crashes: sum(({ faults }) => faults.crashes),
    conflicts: sum(({ conflicts }) => conflicts),
    refused: sum(({ refused }) => refused),
  }
  process.stdout.write(`${JSON.stringify(counts)}\n`)
  for (const count of Object.values(counts)) expect(count).toBeGreaterThan(seeds / 10)
})
