import { testSecret } from '@taskpact/testing'
import { expect, it } from 'vitest'
import { startOwnCitus } from '../../../../packages/db/test/own-citus.js'
import { runStep } from '../examples/growing-page.js'

it('the page about growing leads from PostgreSQL servers to a cluster', async () => {
  const cluster = await startOwnCitus({ isJoined: false })
  try {
    const [coordinator, ...workers] = [cluster.url, ...cluster.workers.map(({ url }) => url)].map((url) => new URL(url))
    const variables = { COORDINATOR: coordinator, WORKER_1: workers[0], WORKER_2: workers[1] }
    const output = await runStep('6. A Citus cluster', {
      JWT_SECRET: testSecret,
      ...Object.fromEntries(
        Object.entries(variables).flatMap(([name, url]) => [
          [`${name}_URL`, String(url)],
          [`${name}_HOST`, String(url?.hostname)],
          [`${name}_PORT`, String(url?.port)],
        ]),
      ),
    })
    expect(output).toContain('Distributed tasks by user_id.')
  } finally {
    await cluster.close()
  }
}, 120_000)
