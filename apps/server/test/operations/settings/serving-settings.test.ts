import { expect, it } from 'vitest'
import { servingEffects } from './serving-effects.js'

it.each(Object.entries(servingEffects))('%s is read', async (_name, effect) => {
  expect.hasAssertions()
  await effect()
})
