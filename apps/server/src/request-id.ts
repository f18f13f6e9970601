import { randomUUID } from 'node:crypto'
import type { RequestHandler } from 'express'

/** Names the request in every answer and log line. A caller's own id is taken over only where it is harmless in both. */
export const requestId: RequestHandler = (req, res, next) => {
  const given = req.get('x-request-id')
  const id = given && /^[\w-]{1,128}$/.test(given) ? given : randomUUID()
  res.locals.requestId = id
  res.setHeader('X-Request-Id', id)
  next()
}
