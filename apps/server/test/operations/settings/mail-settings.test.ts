import { expect, it } from 'vitest'
import { mailEffects } from './mail-effects.js'

it.each(Object.entries(mailEffects))('setting %s has an effect', async (_name, effect) => {
  expect.hasAssertions()
  await effect()
})
