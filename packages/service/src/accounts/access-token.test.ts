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
  secret,
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

  it('issues tokens that expire after 15 minutes, and returns their expiry', async () => {
    const { token, expiresAt } = await tokens.issue('ada', sessionId, now)

    expect(expiresAt).toEqual(new Date('2026-11-23T09:45:00.000Z'))
    expect(read(token)).toEqual({ header, claims })
    expect(await tokens.verify(token, later(899))).toEqual({ userId: 'ada', sessionId, exp: claims.exp })
    expect(await codeOf(token, later(900))).toBe('token_expired')
  })

  it('accepts a token with the same header and claims that another library signed', async () => {
    expect(await tokens.verify(sign(header, claims), now)).toEqual({ userId: 'ada', sessionId, exp: claims.exp })
  })

  it.each(['', 'short', 'x'.repeat(31), 'é'.repeat(15)])('throws a TypeError for the short secret %j', (short) => {
    expect(() => createAccessTokens([short])).toThrow(TypeError)
  })

  it('accepts a token for the tolerance after its expiry', async () => {
    const { token } = await tokens.issue('ada', sessionId, now)
    const tolerant = createAccessTokens([secret], 30)

    expect(await tolerant.verify(token, later(929))).toEqual({ userId: 'ada', sessionId, exp: claims.exp + 30 })
    await expect(tolerant.verify(token, later(930))).rejects.toMatchObject({ code: 'token_expired' })
  })

  it('measures a secret in bytes', async () => {
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
    ['not base64', '%%%.%%%.%%%'],
    ['a JSON serialisation', JSON.stringify({ payload: encode(claims), protected: encode(header), signature: 'AAAA' })],
    ['a header that is not an object', signText(['HS256'], JSON.stringify(claims))],
    ['1 MB', 'a'.repeat(1_000_000)],
  ])('is refused: %s', async (_what, token) => {
    expect(await codeOf(token)).toBe('invalid_token')
  })

  it('is refused if it is encrypted with the secret', async () => {
    const jwe = await new EncryptJWT(claims)
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', typ: 'at+jwt' })
      .encrypt(key.slice(0, 32))

    expect(await codeOf(jwe)).toBe('invalid_token')
  })

  it('is refused if it is nested in another token', async () => {
    expect(await codeOf(signText({ ...header, cty: 'JWT' }, sign(header, claims)))).toBe('invalid_token')
  })

  it.each([
    { alg: 'PBES2-HS512+A256KW', enc: 'A256GCM', p2c: 2 ** 31, p2s: 'AAAAAAAAAAA' },
    { alg: 'dir', enc: 'A256GCM', zip: 'DEF' },
  ])('is refused without expensive work: $alg', async (joseHeader) => {
    const token = `${encode(joseHeader)}.AAAA.${Buffer.alloc(12).toString('base64url')}.AAAA.AAAA`
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
