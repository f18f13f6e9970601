import { Secret, TOTP } from 'otpauth'

/** Seconds for which an app shows a code (RFC 6238, section 5.2). */
const period = 30
/** Steps by which the clocks of the app and the server can differ. */
const window = 1

const parameters = { issuer: 'Taskpact', algorithm: 'SHA1', digits: 6, period } as const

/** Returns a random secret of 160 bits in Base32, the length that RFC 4226, section 4, recommends. */
export function newTotpSecret(): string {
  return new Secret({ size: 20 }).base32
}

/** Returns the URI of a secret, which authenticator apps read from a QR code. `label` names the account. */
export function totpUri(secret: string, label: string): string {
  return new TOTP({ ...parameters, label, secret }).toString()
}

/** Returns the time step of a code that is valid at a time, or undefined. */
export function stepOfCode(code: string, secret: string, now: Date): number | undefined {
  // The library compares bytes of equal length only.
  if (!/^\d{6}$/.test(code)) return undefined
  const timestamp = now.getTime()
  const delta = new TOTP({ ...parameters, secret }).validate({ token: code, timestamp, window })
  return delta === null ? undefined : Math.floor(timestamp / 1000 / period) + delta
}
