import { describe, expect, it } from 'vitest'
import { readEnv } from './env.js'

describe('OIDC_PROVIDERS', () => {
  it('names every problem of the identity providers, without their secrets', () => {
    const provider = {
      id: 'one',
      name: 'One',
      issuer: 'https://one.example',
      clientId: 'tasks',
      clientSecret: 'hunter2',
    }
    const loopback = { ...provider, id: 'local', issuer: 'http://127.0.0.1:9000' }
    const problemsWith = (value: unknown) => {
      try {
        readEnv({ OIDC_PROVIDERS: typeof value === 'string' ? value : JSON.stringify(value) })
        return []
      } catch (error) {
        const { message } = error as Error
        expect(message).not.toContain('hunter2')
        return message.split('\n').slice(1)
      }
    }

    expect(readEnv({ OIDC_PROVIDERS: JSON.stringify([provider, loopback]) }).OIDC_PROVIDERS).toEqual([
      provider,
      loopback,
    ])
    expect(problemsWith('[{"clientSecret":"hunter2"')).toEqual(['  OIDC_PROVIDERS: Must be a JSON array of objects'])
    expect(problemsWith(['hunter2'])).toHaveLength(1)
    expect(
      problemsWith([
        { ...provider, issuer: 'http://one.example' },
        { ...provider, id: 'Two', issuer: 'https://hunter2@two.example' },
        { ...provider, tokenEndpoint: 'https://one.example/token' },
        { ...provider, authorizationEndpoint: 'ftp://one.example' },
      ]),
    ).toEqual([
      expect.stringContaining('Provider 1, issuer: Must be an https URL'),
      expect.stringContaining('Provider 2, id: Must have 1 to 32 characters'),
      expect.stringContaining('Provider 2, issuer: Must be'),
      expect.stringContaining('Provider 3: Unrecognized key'),
      expect.stringContaining('Provider 4, authorizationEndpoint: Must be'),
      expect.stringContaining('Provider 4, tokenEndpoint: '),
      expect.stringContaining('Provider 4, userInfoEndpoint: '),
      expect.stringContaining('Provider 4: Unrecognized key'),
    ])
    expect(problemsWith([provider, provider])).toEqual([expect.stringContaining('Several providers have the id one')])
    expect(problemsWith(Array.from({ length: 21 }, (_, n) => ({ ...provider, id: `p${n}` })))).toHaveLength(1)
  })
})
