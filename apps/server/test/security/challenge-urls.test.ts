import { type RawResponse, sendTo, startTestServer, type TestServer } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let direct: TestServer
let proxied: TestServer
beforeAll(async () => {
  direct = await startTestServer()
  proxied = await startTestServer({ env: { TRUST_PROXY: '1' } })
})
afterAll(async () => {
  await direct?.close()
  await proxied?.close()
})

/** RFC 9110, section 11.2, without escapes. */
const challenge = /^Bearer(?: \w+="[^"\\]*"(?:, \w+="[^"\\]*")*)?$/

const challengeOf = ({ headers }: RawResponse) => String(headers['www-authenticate'])

describe('WWW-Authenticate', () => {
  it.each(['a"b', 'a" x="y', 'a\\', 'a b', 'user@evil.org', 'evil.org/x', 'evil.org#', "a'b", 'exämple.org'])(
    'names no URL for the host %j',
    async (host) => {
      expect(challengeOf(await direct.send('/api/auth/me', { headers: { host } }))).toBe('Bearer')
    },
  )

  it('ignores X-Forwarded-* of a proxy that is not trusted', async () => {
    const headers = { 'x-forwarded-host': 'evil.org', 'x-forwarded-proto': 'https', 'x-forwarded-prefix': '/prefix' }
    expect(challengeOf(await direct.send('/api/auth/me', { headers }))).toMatch(
      /="http:\/\/127\.0\.0\.1:\d+\/\.well-known/,
    )
  })

  it.each([
    { 'x-forwarded-host': 'a"b' },
    { 'x-forwarded-host': 'example.org', 'x-forwarded-prefix': '/a"b' },
    { 'x-forwarded-proto': 'https" evil="' },
    { 'x-forwarded-proto': 'a\\' },
    { 'x-forwarded-proto': '' },
  ])('is well-formed behind a proxy that sends %j', async (headers) => {
    expect(challengeOf(await sendTo(() => proxied)('/api/auth/me', { headers }))).toMatch(challenge)
  })
})

describe('the metadata of the protected resource', () => {
  it('names no resource without a scheme and a host (RFC 9728, section 1.2)', async () => {
    const headers = { host: 'a"b' }
    const { status, body } = await direct.send('/.well-known/oauth-protected-resource/api', { headers })

    if (status === 200) expect(body).toMatchObject({ resource: expect.stringMatching(/^https?:\/\/[^/]+\/api$/) })
    else expect(status).toBeGreaterThanOrEqual(400)
  })
})
