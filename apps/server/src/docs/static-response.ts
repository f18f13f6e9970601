import { createHash } from 'node:crypto'
import type { Response } from 'express'

/** A response body that is the same for everyone until the next release. */
export interface StaticResponse {
  readonly bytes: Buffer
  /** A hash of the bytes, so that two instances of one build send the same (RFC 9110, section 8.8.3). */
  readonly etag: string
}

/** Returns a response body with its ETag. */
export function staticResponse(text: string): StaticResponse {
  const bytes = Buffer.from(text)
  return { bytes, etag: `"${createHash('sha256').update(bytes).digest('base64url')}"` }
}

/** Express responds with 304 when the ETag matches. Contains no user data, so any cache may store it and must revalidate. */
export function sendStatic(res: Response, type: string, { bytes, etag }: StaticResponse): void {
  res.set({ ETag: etag, 'Cache-Control': 'no-cache' }).type(type).send(bytes)
}
