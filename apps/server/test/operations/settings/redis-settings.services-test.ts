import { expect, it } from 'vitest'
import { redisEffects } from './redis-effects.js'

it.each(Object.entries(redisEffects))('setting %s has an effect', async (_name, effect) => {
  expect.hasAssertions()
  await effect()
})
