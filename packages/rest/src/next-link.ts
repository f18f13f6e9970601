import type { Operation } from '@taskpact/contract'
import type { Request } from 'express'

/**
 * The `Link` header to the next page of a list (RFC 8288): the query that was asked, with the cursor in it. It is relative to
 * the address that was asked, which a proxy may have changed.
 */
export function nextLink({ url }: Request, { places }: Operation, output: Record<string, unknown>) {
  const { nextCursor } = output
  if (places.cursor !== 'query' || typeof nextCursor !== 'string') return undefined
  const [, ...query] = url.split('?') // of which the first alone separates (RFC 3986, section 3.4)
  const parameters = new URLSearchParams(query.join('?'))
  parameters.set('cursor', nextCursor)
  return `<?${parameters}>; rel="next"`
}
