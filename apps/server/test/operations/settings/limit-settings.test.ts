import { expect, it } from 'vitest'
import { limitEffects } from './limit-effects.js'

it.each(Object.entries(limitEffects))('%s is read', async (_name, effect) => {
  expect.hasAssertions()
  await effect()
})
