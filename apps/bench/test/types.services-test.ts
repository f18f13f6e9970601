import { expect, it } from 'vitest'
import { measure } from '../types/measure.js'

/** Counts of the compiler, the same each time; its seconds are for `pnpm bench:types` to tell. */
it('asks fewer instantiations of the compiler than tRPC and oRPC do, and beside those of zod 350 an endpoint at most', async () => {
  const measured = await measure(100, 1)
  const of = (name: string) => measured.find((one) => one.name === name)?.instantiations ?? Number.NaN

  expect(of('taskpact') - of('schemas')).toBeLessThanOrEqual(350)
  expect(of('taskpact')).toBeLessThan(of('trpc'))
  expect(of('taskpact')).toBeLessThan(of('orpc'))
})
