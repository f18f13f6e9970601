import { describe, expect, it } from 'vitest'
import { newTotpSecret, stepOfCode, totpUri } from './totp.js'

/** The secret `12345678901234567890` of RFC 6238, appendix B. */
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const at = (seconds: number) => new Date(seconds * 1000)

describe('codes of authenticator apps', () => {
  // The last six digits of the values in RFC 6238, appendix B.
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('are those of RFC 6238 at %i seconds', (seconds, code) => {
    expect(stepOfCode(code, secret, at(seconds))).toBe(Math.floor(seconds / 30))
  })

  it('F2: are valid for one step before and after their own', () => {
    expect(stepOfCode('287082', secret, at(29))).toBe(1)
    expect(stepOfCode('287082', secret, at(89))).toBe(1)
    expect(stepOfCode('287082', secret, at(90))).toBeUndefined()
    expect(stepOfCode('050471', secret, at(1_111_111_079))).toBeUndefined()
  })

  it.each(['', '2', '28708', '2870820', '28708é', '        '])('are refused if malformed: %j', (code) => {
    expect(stepOfCode(code, secret, at(59))).toBeUndefined()
  })

  it('have secrets of 160 random bits', () => {
    expect(newTotpSecret()).toMatch(/^[A-Z2-7]{32}$/)
    expect(newTotpSecret()).not.toBe(newTotpSecret())
  })

  it('are set up by a URI that names the account', () => {
    expect(totpUri(secret, 'ada+a@example.com')).toBe(
      `otpauth://totp/Taskpact:ada%2Ba%40example.com?issuer=Taskpact&secret=${secret}&algorithm=SHA1&digits=6&period=30`,
    )
  })
})
