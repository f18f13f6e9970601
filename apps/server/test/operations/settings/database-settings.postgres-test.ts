import { expect, it } from 'vitest'
import { databaseEffects } from './database-effects.js'

it.each(Object.entries(databaseEffects))(
  'setting %s has an effect',
  async (_name, effect) => {
    expect.hasAssertions()
    await effect()
  },
  120_000,
)
