import type { ServerResponse } from 'node:http'
import type { Reply } from './reply.js'

/** Sends a complete response. */
export function sendReply(res: ServerResponse, { status, type, text }: Reply): void {
  if (res.headersSent) return
  res.statusCode = status
  if (type !== null) res.setHeader('Content-Type', type)
  res.setHeader('Content-Length', Buffer.byteLength(text))
  res.end(text)
}
