import type { IncomingMessage } from 'node:http'

/** A path of plain segments: neither another host or folder nor a way to break out of a header or a document. */
const path = /^(?=.{1,240}$)(?:\/(?!\.{1,2}(?:\/|$))[\w.~-]+)+$/

/**
 * Returns the prefix that trusted proxies have removed from the path, from `X-Forwarded-Prefix`; empty if there is none. Each proxy adds
 * its own, the outermost first, and only as many of the last ones count as proxies are trusted.
 */
export function forwardedPrefix({ headers }: IncomingMessage, trustedProxies: number): string {
  const given = headers['x-forwarded-prefix']
  if (given === undefined || trustedProxies === 0) return ''
  const parts = String(given)
    .split(',')
    .slice(-trustedProxies)
    .map((part) => part.trim().replace(/\/$/, ''))
  const prefix = parts.join('')
  return path.test(prefix) ? prefix : ''
}
