import { expect, it } from 'vitest'
import { servingEffects } from './serving-effects.js'

it.each(Object.entries(servingEffects))('setting %s has an effect', async (_name, effect) => {
  expect.hasAssertions()
  await effect()
})
