/** An error response of an authorization server (RFC 6749, section 5.2). */
export class OAuthError extends Error {
  override readonly name = 'OAuthError'
  /** Such as `invalid_grant`. */
  readonly code: string

  constructor(code: string, description: unknown) {
    super(typeof description === 'string' ? `${code}: ${description}` : code)
    this.code = code
  }
}
