import type { Outcome } from '@taskpact/testing'
import type { InstancesUser } from './instances.js'
import type { Action } from './task-actions.js'

/** A call that was made, and when. */
export interface Made extends Action {
  readonly outcome: Outcome
  readonly began: number
  readonly ended: number
}

/** Lets writers work at the same time, each through a script of its own. Throws where the service itself failed. */
export async function writeTogether(person: InstancesUser, scripts: readonly (readonly Action[])[]): Promise<Made[]> {
  const made = await Promise.all(scripts.map((script) => write(person, script)))
  return made.flat()
}

/** One call after the other. */
export async function write(person: InstancesUser, script: readonly Action[]): Promise<Made[]> {
  const made: Made[] = []
  for (const action of script) {
    const began = performance.now()
    const outcome = await person.call(action.name, action.input)
    if (!outcome.ok && outcome.code === 'unavailable')
      throw new Error(`${JSON.stringify(action)} met a failure of ours`)
    made.push({ ...action, outcome, began, ended: performance.now() })
  }
  return made
}
