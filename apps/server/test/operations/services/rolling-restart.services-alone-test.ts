import { afterAll, beforeAll, expect, it } from 'vitest'
import { type FaultEnvironment, startFaultEnvironment } from './fault-environment.js'
import { type Haproxy, startHaproxy } from './haproxy.js'
import { type Load, startLoad } from './load.js'
import { findViolations } from './recorder.js'
import { failuresOf } from './trial.js'

let environment: FaultEnvironment
let balancer: Haproxy
beforeAll(async () => {
  environment = await startFaultEnvironment({ env: { SHUTDOWN_DELAY: '2' } })
  balancer = await startHaproxy(environment.instances.map(({ port }) => port))
})
afterAll(async () => {
  await balancer?.close()
  await environment?.close()
})

it('a rolling restart of two instances behind a load balancer fails no request', async () => {
  const load = await startLoad([balancer.url])
  for (const instance of [...environment.instances, ...environment.instances]) await replace(instance, load)
  await load.stop()

  process.stdout.write(`\nrolling restart: ${load.calls.length} requests, ${failuresOf(load.calls).length} failed\n`)
  expect(failuresOf(load.calls)).toEqual([])
  expect(load.violations).toEqual([])
  expect(await findViolations(load, environment.postgres.url)).toEqual([])
})

/** Restarts an instance, and waits until it serves again. */
async function replace(instance: FaultEnvironment['instances'][number], { calls }: Load): Promise<void> {
  await untilMoreCalls(calls, 100)
  expect(await instance.stop()).toBe(0)
  await untilMoreCalls(calls, 50)
  await instance.start()
  await expect.poll(balancer.activeInstances, { timeout: 10_000 }).toBe(2)
  await untilMoreCalls(calls, 100)
}

async function untilMoreCalls(calls: readonly unknown[], count: number): Promise<void> {
  const before = calls.length
  await expect.poll(() => calls.length - before, { timeout: 20_000 }).toBeGreaterThan(count)
}
