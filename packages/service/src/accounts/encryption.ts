import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { deriveKey } from './derive-key.js'

export interface Encryption {
  /** Encrypts a text for one owner: another owner cannot decrypt it. */
  encrypt(text: string, owner: string): string
  /**
   * Returns the text. `isOutdated` if a previous secret encrypted it, so that it should be encrypted again. Undefined if no secret
   * decrypts it for this owner.
   */
  decrypt(encrypted: string, owner: string): { readonly text: string; readonly isOutdated: boolean } | undefined
}

const algorithm = 'aes-256-gcm'
const ivLength = 12
const tagLength = 16

/**
 * Creates the encryption of stored values (AES-256-GCM), with keys that are derived from the secrets. The first secret encrypts;
 * the others are previous ones and only decrypt. A value that was encrypted for another purpose cannot be decrypted.
 */
export function createEncryption(secrets: readonly string[], purpose: string): Encryption {
  const keys = secrets.map((secret) => deriveKey(secret, purpose))
  const [current] = keys as [Buffer]
  return {
    encrypt(text, owner) {
      const iv = randomBytes(ivLength)
      const cipher = createCipheriv(algorithm, current, iv).setAAD(Buffer.from(owner))
      return Buffer.concat([iv, cipher.update(text), cipher.final(), cipher.getAuthTag()]).toString('base64url')
    },
    decrypt(encrypted, owner) {
      const bytes = Buffer.from(encrypted, 'base64url')
      if (bytes.length < ivLength + tagLength) return undefined
      for (const key of keys) {
        const text = decryptWith(key, bytes, owner)
        if (text !== undefined) return { text, isOutdated: key !== current }
      }
      return undefined
    },
  }
}

function decryptWith(key: Buffer, bytes: Buffer, owner: string): string | undefined {
  const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, ivLength), { authTagLength: tagLength })
  decipher.setAAD(Buffer.from(owner)).setAuthTag(bytes.subarray(-tagLength))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(ivLength, -tagLength)), decipher.final()]).toString()
  } catch {
    return undefined // the tag does not match: another key or another owner
  }
}
