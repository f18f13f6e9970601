import { expect, it } from 'vitest'
import { redisEffects } from './redis-effects.js'

it.each(Object.entries(redisEffects))('%s is read', async (_name, effect) => {
  expect.hasAssertions()
  await effect()
})
