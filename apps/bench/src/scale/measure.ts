import { performance } from 'node:perf_hooks'
import type { Case, Group } from './cases.js'
import type { OpenService, Statement } from './in-process-service.js'

export interface Measured {
  readonly of: Case
  /** How long each call took, in milliseconds. */
  readonly times: readonly number[]
  /** What one call sent to the database. */
  readonly statements: readonly Statement[]
}

const warmingUp = 6
const calls = 40
/** A group that is slow by tenths of seconds is known to be slow after fewer calls. */
const longestMs = 8_000
const fewestCalls = 10

/** Calls the cases of a group in turn. The first calls do not count: PostgreSQL settles on a plan after five. */
export async function measure(service: OpenService, group: Group): Promise<Measured[]> {
  const measured = group.map((of) => ({ of, times: [] as number[], statements: [] as Statement[] }))
  const ends = performance.now() + longestMs
  for (let turn = 0; turn < warmingUp + calls; turn++) {
    if (turn >= fewestCalls && performance.now() > ends) break
    for (const one of measured) {
      const input = one.of.input(turn)
      service.takeStatements()
      const began = performance.now()
      await service.call(one.of.operation, input)
      if (turn >= warmingUp) one.times.push(performance.now() - began)
      one.statements = service.takeStatements()
    }
  }
  return measured
}
