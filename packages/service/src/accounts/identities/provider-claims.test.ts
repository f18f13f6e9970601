import { describe, expect, it } from 'vitest'
import { toOAuthClaims, toOpenIdClaims } from './provider-claims.js'

const email = 'ada@example.com'

describe('toOpenIdClaims', () => {
  const claims = { iss: 'https://one.example', sub: 'ada', email }

  it('returns an address only if `email_verified` is true', () => {
    expect(toOpenIdClaims({ ...claims, email_verified: true }).email).toBe(email)
    for (const email_verified of [undefined, false, 'true', 1])
      expect(toOpenIdClaims({ ...claims, email_verified }).email).toBeUndefined()
    expect(toOpenIdClaims({ ...claims, email: [email], email_verified: true }).email).toBeUndefined()
  })

  it('identifies a user by issuer and subject', () => {
    expect(toOpenIdClaims(claims).key).toEqual(['openid', 'https://one.example', 'ada'])
  })
})

describe('toOAuthClaims', () => {
  const listed = (primary: boolean, verified: boolean) => ({ email, primary, verified, visibility: null })

  it('returns the primary address if it is verified', () => {
    expect(toOAuthClaims('github', { id: 1 }, [listed(true, true)])?.email).toBe(email)
    expect(toOAuthClaims('github', { id: 1 }, [listed(true, false)])?.email).toBeUndefined()
    expect(toOAuthClaims('github', { id: 1 }, [listed(false, true)])?.email).toBeUndefined()
    expect(toOAuthClaims('github', { id: 1, email, email_verified: true }, 'nonsense')?.email).toBeUndefined()
    expect(toOAuthClaims('github', { id: 1, email, email_verified: true }, undefined)?.email).toBe(email)
    expect(toOAuthClaims('github', { id: 1, email }, undefined)?.email).toBeUndefined()
  })

  it('identifies a user by provider and id, which is a string or an exact number', () => {
    expect(toOAuthClaims('github', { id: 583231 }, [])?.key).toEqual(['oauth', 'github', '583231'])
    expect(toOAuthClaims('other', { sub: 'ada', id: 1 }, [])?.key).toEqual(['oauth', 'other', 'ada'])
    for (const user of [{}, { id: 2 ** 60 }, { id: '' }, { id: null }, [], 'ada', null])
      expect(toOAuthClaims('github', user, [])).toBeUndefined()
  })
})
