import type { Response } from 'express'

/**
 * Stands in for `res.json` of Express, which compares `If-None-Match` itself, also if a response has no ETag of ours, and copies longer
 * bodies.
 */
export function sendJson(this: Response, body?: unknown): Response {
  const text = JSON.stringify(body)
  this.setHeader('Content-Type', 'application/json; charset=utf-8')
  this.setHeader('Content-Length', Buffer.byteLength(text))
  return this.end(text) // as text it is sent in one piece with the headers
}
