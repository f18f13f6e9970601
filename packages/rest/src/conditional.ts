import type { Request } from 'express'

/** The `ETag` of a version (RFC 9110, section 8.8.3). */
export function toEntityTag(version: string): string {
  return `"${version}"`
}

/**
 * Whether `If-None-Match` names a version: compared weakly, as caches ask (RFC 9110, section 13.1.2), for a proxy that
 * compresses an answer weakens its tag. Undefined where the header is absent.
 */
export function ifNoneMatch({ headers }: Request): ((version: string) => boolean) | undefined {
  const header = headers['if-none-match']
  if (header === undefined) return undefined
  const tags = header.split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  return (version) => tags.includes(toEntityTag(version)) || tags.includes('*')
}
