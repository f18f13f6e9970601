import { expect, it } from 'vitest'
import { identityEffects } from './identity-effects.js'

it.each(Object.entries(identityEffects))('%s is read', async (_name, effect) => {
  expect.hasAssertions()
  await effect()
})
