import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Haproxy, startHaproxy } from './haproxy.js'
import { type Load, startLoad } from './load.js'
import { judge } from './recorder.js'
import { failuresOf } from './trial.js'
import { startWorld, type World } from './world.js'

let world: World
let balancer: Haproxy
beforeAll(async () => {
  world = await startWorld({ env: { SHUTDOWN_DELAY: '2' } })
  balancer = await startHaproxy(world.instances.map(({ port }) => port))
})
afterAll(async () => {
  await balancer?.close()
  await world?.close()
})

it('a rolling restart of two instances behind a load balancer fails no request', async () => {
  const load = await startLoad([balancer.url])
  for (const instance of [...world.instances, ...world.instances]) await replace(instance, load)
  await load.stop()

  process.stdout.write(`\nrolling restart: ${load.calls.length} requests, ${failuresOf(load.calls).length} failed\n`)
  expect(failuresOf(load.calls)).toEqual([])
  expect(load.violations).toEqual([])
  expect(await judge(load, world.postgres.url)).toEqual([])
})

/** Restarts an instance, and waits until it serves again. */
async function replace(instance: World['instances'][number], { calls }: Load): Promise<void> {
  await more(calls, 100)
  expect(await instance.stop()).toBe(0)
  await more(calls, 50)
  await instance.start()
  await expect.poll(balancer.serving, { timeout: 10_000 }).toBe(2)
  await more(calls, 100)
}

async function more(calls: readonly unknown[], count: number): Promise<void> {
  const before = calls.length
  await expect.poll(() => calls.length - before, { timeout: 20_000 }).toBeGreaterThan(count)
}
