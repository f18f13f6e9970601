import { describe, expect, it } from 'vitest'
import { claims, codeOf, header, later, now, outcomeOf, seconds, sign, signText } from '../../test/forged-token.js'

describe('claims of an access token', () => {
  it.each(['sub', 'sid', 'iss', 'aud', 'iat', 'exp'] as const)('are required: %s', async (claim) => {
    const { [claim]: _, ...others } = claims

    expect(await codeOf(sign(header, others))).toBe('invalid_token')
  })

  it.each([
    ['a string', String(seconds + 900)],
    ['an object', {}],
    ['an array', [seconds + 900]],
    ['null', null],
    ['true', true],
  ])('refuses exp that is %s', async (_what, exp) => {
    expect(await codeOf(sign(header, { ...claims, exp }))).toBe('invalid_token')
  })

  it('refuses exp that is not in the future', async () => {
    expect(await codeOf(sign(header, { ...claims, iat: seconds - 60, exp: seconds }))).toBe('token_expired')
    expect(await codeOf(sign(header, { ...claims, iat: seconds - 60, exp: seconds - 1 }))).toBe('token_expired')
    expect(await codeOf(sign(header, { ...claims, exp: -1 }))).toBe('token_expired')
  })

  it.each([1e300, Number.MAX_SAFE_INTEGER, seconds + 86_400])(
    'limits the lifetime to 15 minutes for exp %d',
    async (exp) => {
      const token = sign(header, { ...claims, exp })

      expect(await codeOf(token, later(901))).toBe('token_expired')
      expect(await codeOf(token, later(80_000))).toBe('token_expired')
    },
  )

  it.each([
    ['5 minutes ahead', seconds + 300],
    ['in milliseconds', now.getTime()],
    ['a string', String(seconds)],
    ['1e300', 1e300],
    ['null', null],
  ])('refuses iat that is %s', async (_what, iat) => {
    expect(await codeOf(sign(header, { ...claims, iat, exp: seconds + 600 }))).toBe('invalid_token')
  })

  it('refuses iat that is older than the maximum age', async () => {
    expect(await codeOf(sign(header, { ...claims, iat: seconds - 901 }))).toBe('token_expired')
    expect(await codeOf(sign(header, { ...claims, iat: -1e300 }))).toBe('token_expired')
  })

  it.each([
    ['in the future', seconds + 300],
    ['a string', 'soon'],
  ])('refuses nbf that is %s', async (_what, nbf) => {
    expect(await codeOf(sign(header, { ...claims, nbf }))).toBe('invalid_token')
  })

  it.each([
    ['missing', undefined],
    ['JWT', 'JWT'],
    ['a refresh token', 'rt+jwt'],
    ['an e-mail verification', 'verify+jwt'],
    ['a logout token', 'logout+jwt'],
    ['a number', 5],
  ])('refuses typ that is %s', async (_what, typ) => {
    expect(await codeOf(sign({ ...header, typ }, claims))).toBe('invalid_token')
  })

  it.each([
    ['iss', 'https://issuer.example'],
    ['iss', 'Taskpact'],
    ['iss', ['taskpact', 'another']],
    ['aud', 'another'],
    ['aud', ['another', 'one more']],
    ['aud', []],
    ['aud', { taskpact: true }],
  ])('refuses %s with the value %j', async (claim, value) => {
    expect(await codeOf(sign(header, { ...claims, [claim]: value }))).toBe('invalid_token')
  })

  it('accepts aud that also names other audiences', async () => {
    expect(await outcomeOf(sign(header, { ...claims, aud: ['another', 'taskpact'] }))).toBe('ada')
  })

  it.each([
    ['a number', 5],
    ['an object', { id: 'ada' }],
    ['an array', ['ada']],
    ['null', null],
    ['empty', ''],
    ['a NUL', 'a\0b'],
    ['a lone surrogate', 'a\ud800b'],
    ['1 MB', 'a'.repeat(1_000_000)],
  ])('refuses sub and sid that are %s', async (_what, value) => {
    expect(await codeOf(sign(header, { ...claims, sub: value }))).toBe('invalid_token')
    expect(await codeOf(sign(header, { ...claims, sid: value }))).toBe('invalid_token')
  })

  it('uses the last value of a duplicate claim, as JSON.parse does', async () => {
    const text = JSON.stringify(claims).replace('"sub":"ada"', '"sub":"ada","sub":"eve"')

    expect(await outcomeOf(signText(header, text))).toBe('eve')
  })

  it.each(['5', 'null', '[]', '"ada"', '{', '', '\u0000'])(
    'refuses a payload that is not an object: %j',
    async (text) => {
      expect(await codeOf(signText(header, text))).toBe('invalid_token')
    },
  )
})
