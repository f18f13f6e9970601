import { kept } from './remove-globals.js' // first, so that the client is loaded without these globals
import type { Outcome } from './settings.js'
import { callSteps } from './suite-calls.js'
import { failureSteps } from './suite-failures.js'
import { sessionSteps } from './suite-sessions.js'

/** Runs every step, all at the same time. */
export async function runSuite(): Promise<Outcome> {
  const passed: string[] = []
  const failed: Record<string, string> = {}
  const steps = Object.entries({ ...callSteps, ...failureSteps, ...sessionSteps })
  const runs = steps.map(async ([name, step]) => {
    try {
      await step()
      passed.push(name)
    } catch (error) {
      const { message = String(error), code = '', cause } = (error ?? {}) as Partial<Error & { code: string }>
      failed[name] = `${code} ${message} ${cause ?? ''}`.trim()
    }
  })
  await Promise.all(runs)
  return { passed: passed.sort(), failed, kept }
}
