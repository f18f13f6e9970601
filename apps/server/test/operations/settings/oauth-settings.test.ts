import { expect, it } from 'vitest'
import { oauthEffects } from './oauth-effects.js'

it.each(Object.entries(oauthEffects))('setting %s has an effect', async (_name, effect) => {
  expect.hasAssertions()
  await effect()
})
