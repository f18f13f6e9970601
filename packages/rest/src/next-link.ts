import type { Operation } from '@taskpact/contract'
import type { Request } from 'express'

/** The `Link` header to the next page of a list (RFC 8288): the address that was asked, with the cursor in it. */
export function nextLink({ originalUrl }: Request, { places }: Operation, output: Record<string, unknown>) {
  const { nextCursor } = output
  if (places.cursor !== 'query' || typeof nextCursor !== 'string') return undefined
  const [path, ...query] = originalUrl.split('?') // of which the first alone separates (RFC 3986, section 3.4)
  const parameters = new URLSearchParams(query.join('?'))
  parameters.set('cursor', nextCursor)
  return `<${path}?${parameters}>; rel="next"`
}
