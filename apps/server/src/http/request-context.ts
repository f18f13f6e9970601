import type { Operation } from '@taskpact/contract'
import type { Head } from '@taskpact/rest'
import type { Request, Response } from 'express'
import { ClientInfo } from './client-info.js'
import { contractMark } from './contract-header.js'
import type { CrossOrigin } from './cors.js'
import type { CookieOptions } from './refresh-token-cookie.js'
import { requestIdOf } from './request-id.js'
import { securityHeaders } from './security-headers.js'

/** Name and value in turn. */
const fixedHeaders: readonly string[] = Object.entries(securityHeaders).flat()

/** Answers hold tokens and people's tasks: no cache keeps them unless a route says so (RFC 9111, section 5.2.2.5). */
const notStored = 'no-store'

export interface OpeningOptions extends CookieOptions {
  readonly operations: readonly Operation[]
  readonly crossOrigin: CrossOrigin
}

/** Begins an answer: what every transport wants to know of its request, and the headers that it has in any case. */
export function answerOpener({
  operations,
  crossOrigin,
  ...cookies
}: OpeningOptions): (req: Request, res: Response) => void {
  const mark = contractMark(operations)
  return (req, res) => {
    const requestId = requestIdOf(req)
    const head: Head = { 'X-Request-Id': requestId, 'Cache-Control': notStored }
    crossOrigin.addHeaders(req, head)
    mark(req, head)
    res.locals = { requestId, head, fixedHeaders, client: new ClientInfo(req, res, cookies) }
  }
}

/** Every header that an answer would have by now, by name. */
export function openedHeaders({ locals }: Response): Head {
  return { ...securityHeaders, ...locals.head }
}
