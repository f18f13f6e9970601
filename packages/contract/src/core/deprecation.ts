import type { Metadata } from './metadata.js'

/** When an operation was deprecated, when it will be removed, and which operation replaces it. */
export type Deprecation = NonNullable<Metadata['deprecated']>

/** Returns a message if a deprecation is invalid, or undefined. `known` are the names of all operations. */
export function deprecationProblem({ since, sunset, use }: Deprecation, known: readonly string[]): string | undefined {
  if (!isDate(since) || !isDate(sunset)) return 'deprecated requires dates such as 2026-11-23'
  if (sunset < since) return 'the sunset is before the deprecation'
  return known.includes(use) ? undefined : `deprecated for ${use}, which is not an operation`
}

/**
 * Returns the headers of a deprecated operation: `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and, if the URL of the successor is
 * known, a `Link` with `rel="successor-version"` (RFC 5829).
 */
export function deprecationHeaders({ since, sunset }: Deprecation, successor?: string): Record<string, string> {
  return {
    Deprecation: `@${Date.parse(since) / 1000}`,
    Sunset: new Date(sunset).toUTCString(),
    ...(successor !== undefined && { Link: `<${successor}>; rel="successor-version"` }),
  }
}

function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))
}
