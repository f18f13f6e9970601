import { describe, expect, it } from 'vitest'
import { isPersonalToken, isWellFormedToken, newPersonalToken, personalTokenHash } from './personal-token.js'

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

describe('personal access token', () => {
  it('has a prefix, 43 digits for 256 bits and 6 of a checksum, and differs each time', () => {
    const tokens = Array.from({ length: 100 }, newPersonalToken)

    for (const token of tokens) expect(token).toMatch(/^tpt_[0-9A-Za-z]{49}$/)
    expect(new Set(tokens).size).toBe(100)
    expect(tokens.every(isWellFormedToken)).toBe(true)
    expect(tokens.every(isPersonalToken)).toBe(true)
  })

  it('is refused with any one character wrong', () => {
    const token = newPersonalToken()
    for (let at = 4; at < token.length; at++) {
      const others = [...digits].filter((digit) => digit !== token[at])
      const slips = others.map((digit) => token.slice(0, at) + digit + token.slice(at + 1))
      expect(slips.filter(isWellFormedToken)).toEqual([])
    }
  })

  it('is refused with two neighbours exchanged, a character more or less, or other characters', () => {
    const token = newPersonalToken()
    const exchanged = Array.from({ length: 48 }, (_, n) => n + 4)
      .filter((at) => token[at] !== token[at + 1])
      .map((at) => token.slice(0, at) + token[at + 1] + token[at] + token.slice(at + 2))
    const others = [
      token.slice(0, -1),
      `${token}0`,
      `${token} `,
      `${token}\n`,
      token.toUpperCase(),
      'tpt_',
      `tpt_${'é'.repeat(49)}`,
    ]

    expect([...exchanged, ...others].filter(isWellFormedToken)).toEqual([])
  })

  it('has a hash of 256 bits', () => {
    expect(personalTokenHash('tpt_')).toMatch(/^[\w-]{43}$/)
  })
})
