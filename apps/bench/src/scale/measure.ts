import { performance } from 'node:perf_hooks'
import type { Case, Group } from './cases.js'
import type { OpenService, Statement } from './in-process-service.js'

export interface Measured {
  readonly subject: Case
  /** The duration of each call in milliseconds. */
  readonly times: readonly number[]
  /** The statements of one call. */
  readonly statements: readonly Statement[]
}

const warmUpCalls = 6
const calls = 40
/** Maximum milliseconds for a group; slow groups have fewer calls. */
const timeout = 8_000
const minCalls = 10

/** Calls the cases of a group in turn. The first calls are not counted: PostgreSQL chooses between plans in the first five. */
export async function measure(service: OpenService, group: Group): Promise<Measured[]> {
  const measured = group.map((subject) => ({ subject, times: [] as number[], statements: [] as Statement[] }))
  const deadline = performance.now() + timeout
  for (let round = 0; round < warmUpCalls + calls; round++) {
    if (round >= minCalls && performance.now() > deadline) break
    for (const one of measured) {
      const input = one.subject.input(round)
      service.takeStatements()
      const startedAt = performance.now()
      await service.call(one.subject.operation, input)
      if (round >= warmUpCalls) one.times.push(performance.now() - startedAt)
      one.statements = service.takeStatements()
    }
  }
  return measured
}
