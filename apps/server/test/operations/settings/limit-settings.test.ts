import { expect, it } from 'vitest'
import { limitEffects } from './limit-effects.js'

it.each(Object.entries(limitEffects))('setting %s has an effect', async (_name, effect) => {
  expect.hasAssertions()
  await effect()
})
