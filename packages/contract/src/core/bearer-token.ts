/** Returns the token of an `Authorization` header (RFC 6750, section 2.1). The scheme is case-insensitive (RFC 9110, section 11.1). */
export function bearerToken(authorization: string | undefined): string | undefined {
  return authorization && /^bearer +(\S+)$/i.exec(authorization)?.[1]
}
