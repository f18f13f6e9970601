import { describe, expect, it } from 'vitest'
import { createEncryption } from './encryption.js'

const secret = 'a secret of the tests, of at least 32 bytes'
const newSecret = 'another secret, also of at least 32 bytes'
const totp = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'

const purpose = 'totp secret'
const secrets = createEncryption([secret], purpose)
const encrypted = secrets.encrypt(totp, 'ada')

describe('encrypted texts of the database, such as secrets of authenticator apps', () => {
  it('F5: are encrypted, each time differently', () => {
    expect(secrets.decrypt(encrypted, 'ada')).toEqual({ text: totp, isOutdated: false })
    expect(secrets.encrypt(totp, 'ada')).not.toBe(encrypted)
    expect(Buffer.from(encrypted, 'base64url').toString('latin1')).not.toContain(totp)
  })

  it('F5: are decrypted by previous keys, and by no others', () => {
    expect(createEncryption([newSecret, secret], purpose).decrypt(encrypted, 'ada')).toEqual({
      text: totp,
      isOutdated: true,
    })
    expect(createEncryption([newSecret], purpose).decrypt(encrypted, 'ada')).toBeUndefined()
  })

  it('F5: belong to one user and one purpose', () => {
    expect(secrets.decrypt(encrypted, 'eve')).toBeUndefined()
    expect(createEncryption([secret], 'another purpose').decrypt(encrypted, 'ada')).toBeUndefined()
  })

  it('F5: cannot be changed', () => {
    const bytes = Buffer.from(encrypted, 'base64url')
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes)
      changed[index] = (changed[index] as number) ^ 1
      expect(secrets.decrypt(changed.toString('base64url'), 'ada')).toBeUndefined()
      expect(secrets.decrypt(bytes.subarray(0, index).toString('base64url'), 'ada')).toBeUndefined()
    }
  })
})
