import { expect, it } from 'vitest'
import { tracingEffects } from './tracing-effects.js'

it.each(Object.entries(tracingEffects))('setting %s has an effect', async (_name, effect) => {
  expect.hasAssertions()
  await effect()
})
