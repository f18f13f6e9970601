import { expect, it } from 'vitest'
import { identityEffects } from './identity-effects.js'

it.each(Object.entries(identityEffects))('setting %s has an effect', async (_name, effect) => {
  expect.hasAssertions()
  await effect()
})
