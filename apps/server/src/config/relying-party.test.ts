import { describe, expect, it } from 'vitest'
import { readEnv } from './env.js'
import { relyingPartyOf } from './relying-party.js'

const production = { ENVIRONMENT: 'production', JWT_SECRET: 'X7f2mQ9vLp4sTz8wKd3hYb6nRc1jGa5e' }

describe('relyingPartyOf', () => {
  it('is every port of localhost in development', () => {
    const party = relyingPartyOf(readEnv({}))

    expect(party?.rpId).toBe('localhost')
    expect(party?.isAllowedOrigin('http://localhost:5173')).toBe(true)
    expect(party?.isAllowedOrigin('http://127.0.0.1:5173')).toBe(false)
    expect(party?.isAllowedOrigin('https://app.example.com')).toBe(false)
  })

  it('has the domain of APP_URL, and allows its origin and those of CORS_ORIGINS below the domain', () => {
    const env = { APP_URL: 'https://example.com/app', CORS_ORIGINS: 'https://admin.example.com,https://other.example' }
    const party = relyingPartyOf(readEnv({ ...production, ...env }))

    expect(party?.rpId).toBe('example.com')
    expect(party?.isAllowedOrigin('https://example.com')).toBe(true)
    expect(party?.isAllowedOrigin('https://admin.example.com')).toBe(true)
    expect(party?.isAllowedOrigin('https://other.example')).toBe(false)
    expect(party?.isAllowedOrigin('https://notexample.com')).toBe(false)
    expect(party?.isAllowedOrigin('http://example.com')).toBe(false)
    expect(party?.isAllowedOrigin('https://example.com@evil.example')).toBe(false)
    expect(party?.isAllowedOrigin('null')).toBe(false)
  })

  it('has the domain of PASSKEY_RP_ID', () => {
    const env = { APP_URL: 'https://app.example.com', PASSKEY_RP_ID: 'example.com' }
    const party = relyingPartyOf(readEnv({ ...production, ...env }))

    expect(party?.rpId).toBe('example.com')
    expect(party?.isAllowedOrigin('https://app.example.com')).toBe(true)
  })

  it('allows the pages of this server if it is the authorization server', () => {
    const env = {
      APP_URL: 'https://app.example.com',
      PASSKEY_RP_ID: 'example.com',
      PUBLIC_URL: 'https://api.example.com',
    }

    expect(relyingPartyOf(readEnv({ ...production, ...env }))?.isAllowedOrigin('https://api.example.com')).toBe(false)
    expect(
      relyingPartyOf(readEnv({ ...production, ...env, OAUTH: 'own' }))?.isAllowedOrigin('https://api.example.com'),
    ).toBe(true)
  })

  it('is undefined without a domain', () => {
    expect(relyingPartyOf(readEnv(production))).toBeUndefined()
    expect(relyingPartyOf(readEnv({ APP_URL: 'http://127.0.0.1:5173' }))).toBeUndefined()
    expect(relyingPartyOf(readEnv({ APP_URL: 'http://[::1]:5173' }))).toBeUndefined()
  })
})

describe('PASSKEY_RP_ID', () => {
  it.each([
    ['a domain that is not that of the app', { APP_URL: 'https://app.example.com', PASSKEY_RP_ID: 'example.org' }],
    ['a subdomain of the app', { APP_URL: 'https://example.com', PASSKEY_RP_ID: 'app.example.com' }],
    ['a domain that only ends as that of the app', { APP_URL: 'https://anexample.com', PASSKEY_RP_ID: 'example.com' }],
    ['a domain without an origin', { PASSKEY_RP_ID: 'example.com' }],
    ['a URL', { APP_URL: 'https://example.com', PASSKEY_RP_ID: 'https://example.com' }],
  ])('is refused for %s', (_case, env) => {
    expect(() => readEnv({ ...production, ...env })).toThrow('PASSKEY_RP_ID: Must')
  })
})
