/**
 * Returns the tags of an `If-None-Match` header in quotes, or `*`. Weak tags are compared like strong ones (RFC 9110, section
 * 13.1.2), because a proxy that compresses a response weakens its tag.
 */
export function ifNoneMatch(header: string | undefined): readonly string[] | undefined {
  return header?.split(',').map((tag) => tag.trim().replace(/^W\//, ''))
}
