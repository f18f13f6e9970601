import { createHash, randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** Distinguishes personal access tokens from others, for this service and for scanners of leaked secrets. */
const prefix = 'tpt_'
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** Digits of 256 bits, and of 32 bits. */
const secretLength = 43
const checksumLength = 6
const pattern = new RegExp(`^${prefix}[${digits}]{${secretLength + checksumLength}}$`)

/**
 * Returns a new token: the prefix, 256 random bits and the CRC-32 of these digits, in base 62. By the checksum, a mistyped token
 * is refused without a query (https://github.blog/2021-04-05-behind-githubs-new-authentication-token-formats/).
 */
export function newPersonalToken(): string {
  const secret = toDigits(BigInt(`0x${randomBytes(32).toString('hex')}`), secretLength)
  return prefix + secret + checksumOf(secret)
}

/** Returns whether a token has the prefix of personal access tokens. */
export function isPersonalToken(token: string): boolean {
  return token.startsWith(prefix)
}

/** Returns whether a personal access token has the right form and checksum. */
export function isWellFormedToken(token: string): boolean {
  if (!pattern.test(token)) return false
  const secret = token.slice(prefix.length, -checksumLength)
  return checksumOf(secret) === token.slice(-checksumLength)
}

/** Returns the hash of a token, which is stored instead of the token. A token has too many random bits to be guessed from it. */
export function personalTokenHash(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

function checksumOf(secret: string): string {
  return toDigits(BigInt(crc32(secret)), checksumLength)
}

function toDigits(value: bigint, length: number): string {
  let text = ''
  for (let rest = value; text.length < length; rest /= 62n) text = digits.charAt(Number(rest % 62n)) + text
  return text
}
