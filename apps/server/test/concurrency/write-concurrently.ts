import type { Outcome } from '@taskpact/testing'
import type { InstancesUser } from './instances.js'
import type { Action } from './task-actions.js'

/** A call with its outcome and times. */
export interface CompletedCall extends Action {
  readonly outcome: Outcome
  readonly started: number
  readonly ended: number
}

/** Runs the scripts of several writers concurrently. Throws if a call is `unavailable`. */
export async function writeConcurrently(
  user: InstancesUser,
  scripts: readonly (readonly Action[])[],
): Promise<CompletedCall[]> {
  const calls = await Promise.all(scripts.map((script) => write(user, script)))
  return calls.flat()
}

/** Runs the calls of a script in order. */
export async function write(user: InstancesUser, script: readonly Action[]): Promise<CompletedCall[]> {
  const calls: CompletedCall[] = []
  for (const action of script) {
    const started = performance.now()
    const outcome = await user.call(action.name, action.input)
    if (!outcome.ok && outcome.code === 'unavailable') throw new Error(`${JSON.stringify(action)} was unavailable`)
    calls.push({ ...action, outcome, started, ended: performance.now() })
  }
  return calls
}
