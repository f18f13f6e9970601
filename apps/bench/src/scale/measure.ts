import { performance } from 'node:perf_hooks'
import type { Case, Group } from './cases.js'
import type { OpenService, Statement } from './in-process-service.js'

export interface Measured {
  readonly of: Case
  /** The duration of each call in milliseconds. */
  readonly times: readonly number[]
  /** The statements of one call. */
  readonly statements: readonly Statement[]
}

const warmUpCalls = 6
const calls = 40
/** Milliseconds for a group; slow ones need fewer calls. */
const timeout = 8_000
const minCalls = 10

/** Calls the cases of a group in turn. The first calls do not count: PostgreSQL chooses between plans in the first five. */
export async function measure(service: OpenService, group: Group): Promise<Measured[]> {
  const measured = group.map((of) => ({ of, times: [] as number[], statements: [] as Statement[] }))
  const ends = performance.now() + timeout
  for (let turn = 0; turn < warmUpCalls + calls; turn++) {
    if (turn >= minCalls && performance.now() > ends) break
    for (const one of measured) {
      const input = one.of.input(turn)
      service.takeStatements()
      const began = performance.now()
      await service.call(one.of.operation, input)
      if (turn >= warmUpCalls) one.times.push(performance.now() - began)
      one.statements = service.takeStatements()
    }
  }
  return measured
}
