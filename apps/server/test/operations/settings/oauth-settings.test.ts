import { expect, it } from 'vitest'
import { oauthEffects } from './oauth-effects.js'
import { oauthIssuerEffects } from './oauth-issuer-effects.js'

it.each(Object.entries({ ...oauthEffects, ...oauthIssuerEffects }))(
  'setting %s has an effect',
  async (_name, effect) => {
    expect.hasAssertions()
    await effect()
  },
)
