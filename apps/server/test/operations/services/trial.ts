import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { type HealthWatch, watchHealth } from './health-watch.js'
import { type Load, startLoad } from './load.js'
import { type Call, judge } from './recorder.js'
import type { World } from './world.js'

/** The load and the health of the service during one fault. */
export interface Trial {
  readonly load: Load
  readonly health: HealthWatch
  readonly brokeAt: number
  readonly healedAt: number
  /** Milliseconds from the end of the fault to the last failure. */
  readonly recovery: number
}

/** Maximum recovery time in milliseconds, and how long the service must then have no failures. */
const mostRecovery = 10_000
const calm = 1500

/**
 * Injects a fault under load and removes it. Expects that no acknowledged write is lost, no write is repeated, each response
 * conforms to the contract, and the service recovers.
 */
export async function tryOut(world: World, fault: () => Promise<void>): Promise<Trial> {
  const load = await startLoad(world.urls)
  const health = watchHealth(world.urls)
  await sleep(700)
  expect(failuresOf(load.calls), 'before the fault').toEqual([])

  const brokeAt = performance.now()
  await fault()
  const healedAt = performance.now()
  await settled(load, health, healedAt)
  await load.stop()
  await health.stop()

  const recovery = Math.max(0, lastFailure(load, health) - healedAt)
  expect(load.violations).toEqual([])
  expect(await judge(load, world.postgres.url)).toEqual([])
  expect(recovery).toBeLessThan(mostRecovery)
  expect(health.looks.filter(({ at, ready }) => at < brokeAt && ready !== 200)).toEqual([])
  return { load, health, brokeAt, healedAt, recovery }
}

export function failuresOf(calls: readonly Call[]): Call[] {
  return calls.filter(({ outcome }) => !served.has(outcome))
}

/** A change refused with `revision_mismatch` was handled correctly. */
const served = new Set(['ok', 'revision_mismatch'])

async function settled(load: Load, health: HealthWatch, healedAt: number): Promise<void> {
  while (performance.now() < healedAt + mostRecovery + calm) {
    if (performance.now() - Math.max(healedAt, lastFailure(load, health)) > calm) return
    await sleep(50)
  }
}

function lastFailure({ calls }: Load, { looks }: HealthWatch): number {
  const ill = looks.filter(({ live, ready }) => live !== 200 || ready !== 200)
  return Math.max(0, failuresOf(calls).at(-1)?.at ?? 0, ill.at(-1)?.at ?? 0)
}
