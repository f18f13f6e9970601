import type { ServerResponse } from 'node:http'
import { revisionHeader } from '@taskpact/contract/core'
import type { CallResponse } from './call-runner.js'

/** The status of a batch whose calls ended differently (RFC 4918, section 11.1). */
const multiStatus = 207

/** The headers by which a client chooses between JSON and a stream. */
const negotiated = 'trpc-accept, accept'

/** Sends the responses of all calls as one. A header is set once: in a batch, the first call that has it decides. */
export function sendResponse(res: ServerResponse, responses: readonly CallResponse[], isBatch: boolean): void {
  if (res.headersSent) return // the HTTP server has refused the rest of the request
  const statuses = new Set(responses.map(({ status }) => status ?? res.statusCode))
  const [status = res.statusCode] = statuses
  for (const [name, value] of Object.entries(
    Object.assign({}, ...responses.toReversed().map(({ headers }) => headers)),
  ))
    res.setHeader(name, value as string)
  const revision = Math.max(...responses.map(({ revision }) => revision ?? 0))
  if (revision > 0) res.setHeader(revisionHeader, revision)
  const bodies = responses.map(({ body }) => body)
  const text = JSON.stringify(isBatch ? bodies : bodies[0])
  res.statusCode = statuses.size > 1 ? multiStatus : status
  res.setHeader('Content-Type', 'application/json')
  const vary = res.getHeader('Vary')
  res.setHeader('Vary', vary === undefined ? negotiated : `${vary}, ${negotiated}`)
  res.end(text)
}
