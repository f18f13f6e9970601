import helmet from 'helmet'
import { recordedHeaders } from './capture-headers.js'

/** helmet is a chain of thirteen functions: it is asked once. */
const all = recordedHeaders(
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
  }),
)

/** What browsers heed in a page alone, or no more. In the answer to a call each would take half a microsecond, and some 30 bytes. */
const heededInPages = new Set([
  'Cross-Origin-Opener-Policy',
  'Origin-Agent-Cluster',
  'X-DNS-Prefetch-Control',
  'X-XSS-Protection',
])

/** The same in every answer. */
export const securityHeaders = only((name) => !heededInPages.has(name))

/** What pages for people have besides. */
export const pageHeaders = only((name) => heededInPages.has(name))

function only(isMeant: (name: string) => boolean): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => isMeant(name)))
}
