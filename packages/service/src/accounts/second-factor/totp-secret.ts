import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

export interface TotpSecrets {
  /** Returns the encrypted text of a secret, which belongs to one user. */
  encrypt(secret: string, userId: string): string
  /**
   * Returns the secret of an encrypted text, and whether it should be encrypted again because a previous key decrypted it. Returns undefined
   * if no key decrypts it, or if it belongs to another user.
   */
  decrypt(encrypted: string, userId: string): { secret: string; isOutdated: boolean } | undefined
}

const algorithm = 'aes-256-gcm'
/** In bytes, as NIST SP 800-38D recommends. */
const ivLength = 12
const tagLength = 16

/**
 * Encrypts secrets with AES-256-GCM under keys that HKDF (RFC 5869) derives. The first secret encrypts; the others are previous ones and
 * only decrypt.
 */
export function createTotpSecrets(secrets: readonly string[]): TotpSecrets {
  const keys = secrets.map((secret) => Buffer.from(hkdfSync('sha256', secret, '', 'taskpact totp secret', 32)))
  const [current] = keys as [Buffer]
  return {
    encrypt(secret, userId) {
      const iv = randomBytes(ivLength)
      const cipher = createCipheriv(algorithm, current, iv).setAAD(Buffer.from(userId))
      return Buffer.concat([iv, cipher.update(secret), cipher.final(), cipher.getAuthTag()]).toString('base64url')
    },
    decrypt(encrypted, userId) {
      const bytes = Buffer.from(encrypted, 'base64url')
      if (bytes.length < ivLength + tagLength) return undefined
      for (const key of keys) {
        const secret = decryptWith(key, bytes, userId)
        if (secret !== undefined) return { secret, isOutdated: key !== current }
      }
      return undefined
    },
  }
}

function decryptWith(key: Buffer, bytes: Buffer, userId: string): string | undefined {
  const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, ivLength), { authTagLength: tagLength })
  decipher.setAAD(Buffer.from(userId)).setAuthTag(bytes.subarray(-tagLength))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(ivLength, -tagLength)), decipher.final()]).toString()
  } catch {
    return undefined // the tag does not match: another key or another user
  }
}
