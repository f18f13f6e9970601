import { describe, expect, it } from 'vitest'
import { claims, later, now, seconds, secret, sign } from '../../test/forged-token.js'
import { createExternalVerifier } from './external-token.js'

const header = { alg: 'HS256' }
const external = { ...claims, iss: undefined, aud: undefined, sid: undefined }
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
    const tolerant = createExternalVerifier([secret], undefined, { expiryTolerance: 30 })

    expect(await verify(sign(header, external), now)).toMatchObject({ token: { expiresAt: claims.exp } })
    expect(await tolerant(sign(header, external), later(910))).toMatchObject({
      token: { expiresAt: claims.exp + 30 },
    })
  })

  // OpenID Connect Core 1.0, section 5.1; Better Auth copies its column `emailVerified`.
  it.each([
    [{ email_verified: true }, 'ada@example.com'],
    [{ emailVerified: true }, 'ada@example.com'],
    [{ email_verified: false }, null],
    [{ emailVerified: false }, null],
    [{ email_verified: true, emailVerified: false }, null],
    [{ email_verified: 'true' }, null],
    [{ emailVerified: 1 }, null],
    [{}, null],
  ])('returns an e-mail address only if it is verified: %j', async (verified, email) => {
    const token = sign(header, { ...external, email: 'Ada@Example.com', ...verified })

    expect(await verify(token, now)).toMatchObject({ email })
  })

  it('returns an address of unknown state as verified if the issuer verifies every address', async () => {
    const trusting = createExternalVerifier([secret], undefined, { emailsVerified: true })
    const email = 'ada@example.com'

    expect(await trusting(sign(header, { ...external, email }), now)).toMatchObject({ email })
    expect(await trusting(sign(header, { ...external, email, emailVerified: false }), now)).toMatchObject({
      email: null,
    })
    expect(await trusting(sign(header, external), now)).toMatchObject({ email: undefined })
  })

  // RFC 8693, section 4.2; Entra and Okta use `scp`, Okta as a list.
  it.each([
    [{}, undefined],
    [{ scope: '' }, []],
    [{ scope: 'openid tasks:read' }, ['tasks:read']],
    [{ scope: 'tasks:write' }, ['tasks:read', 'tasks:write']],
    [{ scope: ['tasks:read', 'account:read'] }, ['tasks:read', 'account:read']],
    [{ scp: ['tasks:read'] }, ['tasks:read']],
    [{ scp: 'tasks:read', scope: 'tasks:read tasks:write' }, ['tasks:read']],
    [{ scp: 'tasks:write', scope: 'tasks:read' }, ['tasks:read']],
    [{ scope: 7 }, []],
    [{ scope: null }, []],
    [{ scope: 'tasks:READ tasks:write,' }, []],
  ])('K3: limits a token with the claims %j to %j', async (limited, scopes) => {
    expect((await verify(sign(header, { ...external, ...limited }), now)).scopes).toEqual(scopes)
  })

  // OpenID Connect Front-Channel Logout 1.0, section 3, for `sid`; RFC 7519, sections 4.1.6 and 4.1.7.
  it('has the key of its session, else of the token, else of its second', async () => {
    const keyOf = async (more: object) => (await verify(sign(header, { ...external, ...more }), now)).token.key
    const sid = 'a session of the issuer'

    expect(await keyOf({ sid, jti: 'one' })).toBe(await keyOf({ sid, jti: 'two', iat: seconds - 1 }))
    expect(await keyOf({ jti: 'one' })).toBe(await keyOf({ jti: 'one', iat: seconds - 1 }))
    expect(await keyOf({ jti: 'one' })).not.toBe(await keyOf({ jti: 'two' }))
    expect(await keyOf({ sid: 'one' })).not.toBe(await keyOf({ jti: 'one' }))
    expect(await keyOf({ sid: 5, jti: '' })).toBe(`iat ${seconds}`)
    expect(await keyOf({ iat: undefined })).toBeUndefined()
  })
})
