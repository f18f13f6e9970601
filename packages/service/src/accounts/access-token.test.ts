import { EncryptJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import {
  claims,
  codeOf,
  encode,
  header,
  key,
  later,
  now,
  sessionId,
  sign,
  signText,
  tokens,
} from '../../test/forged-token.js'
import { createAccessTokens } from './access-token.js'

describe('createAccessTokens', () => {
  it('returns the user and session of a token that it issued', async () => {
    const { token } = await tokens.issue('ada', sessionId, now)

    expect(await tokens.verify(token, now)).toEqual({ userId: 'ada', sessionId, exp: claims.exp })
  })

  it('issues tokens for 15 minutes, and says when they end', async () => {
    const { token, expiresAt } = await tokens.issue('ada', sessionId, now)

    expect(expiresAt).toEqual(new Date('2026-11-23T09:45:00.000Z'))
    expect(read(token)).toEqual({ header, claims })
    expect(await tokens.verify(token, later(899))).toEqual({ userId: 'ada', sessionId, exp: claims.exp })
    expect(await codeOf(token, later(900))).toBe('token_expired')
  })

  it('takes a token that is made by hand as it makes them itself', async () => {
    expect(await tokens.verify(sign(header, claims), now)).toEqual({ userId: 'ada', sessionId, exp: claims.exp })
  })

  it.each(['', 'short', 'x'.repeat(31), 'é'.repeat(15)])('refuses the secret %j, which is too short', (short) => {
    expect(() => createAccessTokens([short])).toThrow(TypeError)
  })

  it('counts a secret in bytes', async () => {
    const { token } = await createAccessTokens(['é'.repeat(16)]).issue('ada', sessionId, now)

    expect(await createAccessTokens(['é'.repeat(16)]).verify(token, now)).toEqual({
      userId: 'ada',
      sessionId,
      exp: claims.exp,
    })
  })
})

describe('a malformed token', () => {
  it.each([
    ['empty', ''],
    ['dots', '..'],
    ['many dots', '.'.repeat(10_000)],
    ['four parts', `${sign(header, claims)}.AAAA`],
    ['text', 'not a token'],
    ['NUL', '\0'],
    ['a lone surrogate', '\ud800'],
    ['no base64', '%%%.%%%.%%%'],
    ['a JSON serialisation', JSON.stringify({ payload: encode(claims), protected: encode(header), signature: 'AAAA' })],
    ['a header that is no object', signText(['HS256'], JSON.stringify(claims))],
    ['1 MB', 'a'.repeat(1_000_000)],
  ])('is refused as a token: %s', async (_what, token) => {
    expect(await codeOf(token)).toBe('invalid_token')
  })

  it('is encrypted, with the secret as its key', async () => {
    const jwe = await new EncryptJWT(claims)
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', typ: 'at+jwt' })
      .encrypt(key.slice(0, 32))

    expect(await codeOf(jwe)).toBe('invalid_token')
  })

  it('is a token within a token', async () => {
    expect(await codeOf(signText({ ...header, cty: 'JWT' }, sign(header, claims)))).toBe('invalid_token')
  })

  it.each([
    { alg: 'PBES2-HS512+A256KW', enc: 'A256GCM', p2c: 2 ** 31, p2s: 'AAAAAAAAAAA' },
    { alg: 'dir', enc: 'A256GCM', zip: 'DEF' },
  ])('costs no work: $alg', async (hostile) => {
    const token = `${encode(hostile)}.AAAA.${Buffer.alloc(12).toString('base64url')}.AAAA.AAAA`
    const started = performance.now()

    expect(await codeOf(token)).toBe('invalid_token')
    expect(performance.now() - started).toBeLessThan(250)
  })
})

function read(token: string): { header: unknown; claims: unknown } {
  const [head = '', body = ''] = token.split('.')
  const decode = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString())
  return { header: decode(head), claims: decode(body) }
}
