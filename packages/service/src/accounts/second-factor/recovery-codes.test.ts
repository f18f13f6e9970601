import { describe, expect, it } from 'vitest'
import { newRecoveryCode, recoveryCodeHash } from './recovery-codes.js'

describe('recovery codes', () => {
  it('F4: have 80 random bits', () => {
    const codes = Array.from({ length: 1000 }, newRecoveryCode)

    expect(new Set(codes).size).toBe(1000)
    for (const code of codes) expect(code).toMatch(/^[a-z2-7]{4}(-[a-z2-7]{4}){3}$/)
    // Each digit of each place occurs, so no bit is constant.
    for (let place = 0; place < 19; place += 1)
      expect(new Set(codes.map((code) => code[place])).size).toBe([4, 9, 14].includes(place) ? 1 : 32)
  })

  it.each(['mzxw-6ytb-oi2t-4ojq', 'MZXW6YTBOI2T4OJQ', ' mzxw 6ytb\toi2t-4OJQ\n'])(
    'F4: have one hash however they are typed: %j',
    (typed) => {
      expect(recoveryCodeHash(typed)).toBe(recoveryCodeHash('mzxw6ytboi2t4ojq'))
    },
  )

  it('F4: differ in their hash if they differ', () => {
    expect(recoveryCodeHash('mzxw6ytboi2t4oja')).not.toBe(recoveryCodeHash('mzxw6ytboi2t4ojq'))
  })
})
