import { expect, it } from 'vitest'
import { measure } from '../types/measure.js'

/** The counts of the compiler are deterministic; its times are not, and are measured by `pnpm compile-times`. */
it('the typed client needs fewer instantiations than tRPC and oRPC, and at most 350 per endpoint in addition to those of zod', async () => {
  const measured = await measure(100, 1)
  const instantiationsOf = (name: string) => measured.find((one) => one.name === name)?.instantiations ?? Number.NaN

  expect(instantiationsOf('taskpact') - instantiationsOf('schemas')).toBeLessThanOrEqual(350)
  expect(instantiationsOf('taskpact')).toBeLessThan(instantiationsOf('trpc'))
  expect(instantiationsOf('taskpact')).toBeLessThan(instantiationsOf('orpc'))
})
