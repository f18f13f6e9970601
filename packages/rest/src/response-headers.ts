import { deprecationHeaders, fillPath, type Operation, pathTemplate, revisionHeader } from '@taskpact/contract/core'
import type { Result } from '@taskpact/engine'
import type { Request, Response } from 'express'
import { nextLink } from './next-link.js'

/** Returns a function that sets the headers of a successful response. */
export function responseHeaders(
  operation: Operation,
): (req: Request, res: Response, result: Result, prefix?: string) => void {
  const isQuery = operation.kind === 'query'
  const { location } = operation
  const isPaged = operation.places.cursor === 'query'

  return (req, res, { output, etag, revision, replayed }, prefix = '') => {
    if (etag !== undefined) {
      res.setHeader('ETag', `"${etag}"`)
      // Browsers store a response with an ETag and revalidate it each time (RFC 9111, section 5.2.2.4).
      if (isQuery) res.setHeader('Cache-Control', 'private, no-cache').vary('Authorization')
    }
    if (revision !== undefined) res.setHeader(revisionHeader, revision)
    if (replayed) res.setHeader('Idempotency-Replayed', 'true')
    if (location) {
      // The parameters of the path are fields of the created resource; the last one is its id.
      const created = output as Readonly<Record<string, unknown>>
      const segmentOf = (parameter: string) => encodeURIComponent(String(created[parameter] ?? created.id))
      res.setHeader('Location', prefix + fillPath(location, segmentOf))
    }
    const link = isPaged && nextLink(req.url, output)
    if (link) res.append('Link', link)
  }
}

/**
 * Returns a function that adds the headers of a deprecated operation to every response, failures too. The successor is linked if
 * the request has all parameters of its path.
 */
export function announceDeprecation({
  metadata: { deprecated },
  successor,
}: Operation): ((req: Request, res: Response, prefix?: string) => void) | undefined {
  if (!deprecated) return undefined
  const path = successor === undefined ? undefined : pathTemplate(successor)
  return ({ params }, res, prefix = '') => {
    const isKnown = path?.parameters.every((parameter) => params[parameter] !== undefined)
    const filled = isKnown ? path?.fill((parameter) => params[parameter]) : undefined
    const link = filled && prefix + filled
    for (const [name, value] of Object.entries(deprecationHeaders(deprecated, link))) res.append(name, value)
  }
}
