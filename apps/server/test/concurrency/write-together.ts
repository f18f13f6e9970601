import type { Outcome } from '@taskpact/testing'
import type { InstancesUser } from './instances.js'
import type { Action } from './task-actions.js'

/** A call with its outcome and times. */
export interface Made extends Action {
  readonly outcome: Outcome
  readonly began: number
  readonly ended: number
}

/** Runs the scripts of several writers concurrently. Throws if a call is `unavailable`. */
export async function writeTogether(person: InstancesUser, scripts: readonly (readonly Action[])[]): Promise<Made[]> {
  const made = await Promise.all(scripts.map((script) => write(person, script)))
  return made.flat()
}

/** Runs the calls of a script in order. */
export async function write(person: InstancesUser, script: readonly Action[]): Promise<Made[]> {
  const made: Made[] = []
  for (const action of script) {
    const began = performance.now()
    const outcome = await person.call(action.name, action.input)
    if (!outcome.ok && outcome.code === 'unavailable') throw new Error(`${JSON.stringify(action)} was unavailable`)
    made.push({ ...action, outcome, began, ended: performance.now() })
  }
  return made
}
