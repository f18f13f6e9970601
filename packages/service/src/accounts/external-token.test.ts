import { describe, expect, it } from 'vitest'
import { claims, later, now, seconds, secret, sign } from '../../test/forged-token.js'
import { createExternalVerifier } from './external-token.js'

const header = { alg: 'HS256' }
const external = { ...claims, iss: undefined, aud: undefined }
const verify = createExternalVerifier([secret], undefined)

describe('createExternalVerifier', () => {
  // Clocks of real machines differ; RFC 7519, sections 4.1.4 and 4.1.5, lets a verifier tolerate a few minutes at most.
  it.each(['iat', 'nbf'])('accepts a token whose %s is up to 60 seconds ahead', async (claim) => {
    expect(await verify(sign(header, { ...external, [claim]: seconds + 60 }), now)).toMatchObject({ userId: 'ada' })
    await expect(verify(sign(header, { ...external, [claim]: seconds + 61 }), now)).rejects.toMatchObject({
      code: 'invalid_token',
    })
  })

  it('returns the expiry with the tolerance', async () => {
    const tolerant = createExternalVerifier([secret], undefined, 30)

    expect(await verify(sign(header, external), now)).toMatchObject({ exp: claims.exp })
    expect(await tolerant(sign(header, external), later(910))).toMatchObject({ exp: claims.exp + 30 })
  })
})
