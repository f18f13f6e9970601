export interface PasskeyOptions {
  /** Domain for which passkeys are valid: the host of each allowed origin, or a parent domain. */
  readonly rpId: string
  /** Name of the service, which the browser shows. */
  readonly rpName: string
  /** Whether pages of an origin can use passkeys. */
  readonly isAllowedOrigin: (origin: string) => boolean
}

/**
 * Accepted algorithms (COSE): EdDSA, ES256 and RS256. The same on every runtime, because an instance that accepts more would create passkeys
 * that others cannot verify.
 */
export const algorithms = [-8, -7, -257]
