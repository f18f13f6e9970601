import type { Metadata } from './metadata.js'

/** That an operation will go: since when that is told, when it goes, and what to call instead. */
export type Deprecation = NonNullable<Metadata['deprecated']>

/** What is wrong with a deprecation; undefined where nothing is. `known` are the names of the operations that there are. */
export function faultOf({ since, sunset, use }: Deprecation, known: readonly string[]): string | undefined {
  if (!isDay(since) || !isDay(sunset)) return 'deprecated needs days, such as 2026-11-23'
  if (sunset < since) return 'the sunset is before the deprecation'
  return known.includes(use) ? undefined : `deprecated for ${use}, which is no operation`
}

/**
 * The headers that tell of it: `Deprecation` (RFC 9745), `Sunset` (RFC 8594), and where the successor is at hand, a `Link` with
 * `rel="successor-version"` (RFC 5829).
 */
export function deprecationHeaders({ since, sunset }: Deprecation, successor?: string): Record<string, string> {
  return {
    Deprecation: `@${Date.parse(since) / 1000}`,
    Sunset: new Date(sunset).toUTCString(),
    ...(successor !== undefined && { Link: `<${successor}>; rel="successor-version"` }),
  }
}

function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))
}
