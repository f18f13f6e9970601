import type { Operation } from '@taskpact/contract'
import type { Head } from '@taskpact/rest'
import type { Request, Response } from 'express'
import helmet from 'helmet'
import { ClientInfo } from './client-info.js'
import { contractMark } from './contract-mark.js'
import type { CookieOptions } from './cookie-keeper.js'
import type { CrossOrigin } from './cross-origin.js'
import { recordedHeaders } from './recorded-headers.js'
import { requestIdOf } from './request-id.js'

/** The same in every answer, name and value in turn. helmet is a chain of thirteen functions: it is asked once. */
const fixedHeaders: readonly string[] = Object.entries(
  recordedHeaders(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
      },
    }),
  ),
).flat()

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
  const all: Head = {}
  for (let n = 0; n < fixedHeaders.length; n += 2) all[fixedHeaders[n] as string] = fixedHeaders[n + 1] as string
  return Object.assign(all, locals.head)
}
