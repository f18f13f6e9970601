import { beforeAll, expect, it } from 'vitest'
import { bundledPrograms } from '../../support/bundled-programs.js'
import { databaseEffects } from './database-effects.js'

beforeAll(async () => void (await bundledPrograms()))

it.each(Object.entries(databaseEffects))(
  'setting %s has an effect',
  async (_name, effect) => {
    expect.hasAssertions()
    await effect()
  },
  120_000,
)
