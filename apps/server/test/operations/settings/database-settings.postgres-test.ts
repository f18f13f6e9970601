import { expect, it } from 'vitest'
import { databaseEffects } from './database-effects.js'

it.each(Object.entries(databaseEffects))(
  '%s is read',
  async (_name, effect) => {
    expect.hasAssertions()
    await effect()
  },
  120_000,
)
