import { describe, expect, it } from 'vitest'
import { deriveKey } from './derive-key.js'

const secret = 'a secret of the tests, of at least 32 bytes'

describe('derived key', () => {
  it.each([
    ['oauth cookie', 'lZKKBuuqIsoNrRr2790HlYzsMOATZrXZaDPYShQ217U'],
    ['totp secret', 'gEFtKNB0JM1vpoF46Uxbx1wgymg8XXUPYCVRxVCih7w'],
    ['oauth key', 'fy37rDGABaAxTgE-feVhzsUIjkqdH_uWOBax3dgOJ2o'],
    ['oauth record', 'Obb2RUt_mAKx9JAIxbF5L58-nlLNCIh84YZ9vIDF1i8'],
  ])('for %s is the same in every release', (purpose, key) => {
    expect(deriveKey(secret, purpose).toString('base64url')).toBe(key)
  })

  it('differs for another secret', () => {
    expect(deriveKey(`${secret}.`, 'oauth key')).not.toEqual(deriveKey(secret, 'oauth key'))
  })
})
