import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import type { FaultEnvironment } from './fault-environment.js'
import { type HealthWatch, watchHealth } from './health-watch.js'
import { type Load, startLoad } from './load.js'
import { type Call, findViolations } from './recorder.js'

/** The load and the health of the service during one fault. */
export interface Trial {
  readonly load: Load
  readonly health: HealthWatch
  readonly faultStart: number
  readonly faultEnd: number
  /** Milliseconds from the end of the fault to the last failure. */
  readonly recovery: number
}

/** Maximum recovery time in milliseconds, and how long the service must then have no failures. */
const maxRecoveryMs = 10_000
const quietMs = 1500

/**
 * Injects a fault under load and removes it. Expects that no acknowledged write is lost, no write is repeated, each response
 * conforms to the contract, and the service recovers.
 */
export async function injectFault(environment: FaultEnvironment, fault: () => Promise<void>): Promise<Trial> {
  const load = await startLoad(environment.urls)
  const health = watchHealth(environment.urls)
  await sleep(700)
  expect(failuresOf(load.calls), 'before the fault').toEqual([])

  const faultStart = performance.now()
  await fault()
  const faultEnd = performance.now()
  await untilRecovered(load, health, faultEnd)
  await load.stop()
  await health.stop()

  const recovery = Math.max(0, lastFailure(load, health) - faultEnd)
  expect(load.violations).toEqual([])
  expect(await findViolations(load, environment.postgres.url)).toEqual([])
  expect(recovery).toBeLessThan(maxRecoveryMs)
  expect(health.checks.filter(({ at, ready }) => at < faultStart && ready !== 200)).toEqual([])
  return { load, health, faultStart, faultEnd, recovery }
}

export function failuresOf(calls: readonly Call[]): Call[] {
  return calls.filter(({ outcome }) => !expectedOutcomes.has(outcome))
}

/** A change refused with `revision_mismatch` was handled correctly. */
const expectedOutcomes = new Set(['ok', 'revision_mismatch'])

async function untilRecovered(load: Load, health: HealthWatch, faultEnd: number): Promise<void> {
  while (performance.now() < faultEnd + maxRecoveryMs + quietMs) {
    if (performance.now() - Math.max(faultEnd, lastFailure(load, health)) > quietMs) return
    await sleep(50)
  }
}

function lastFailure({ calls }: Load, { checks }: HealthWatch): number {
  const unhealthy = checks.filter(({ live, ready }) => live !== 200 || ready !== 200)
  return Math.max(0, failuresOf(calls).at(-1)?.at ?? 0, unhealthy.at(-1)?.at ?? 0)
}
