import { createHash } from 'node:crypto'
import type { Response } from 'express'

/** A text that is the same for everybody until the next release. */
export interface StaticResponse {
  readonly bytes: Buffer
  /** Names the bytes, so that two servers of one build have the same (RFC 9110, section 8.8.3). */
  readonly etag: string
}

export function staticResponse(text: string): StaticResponse {
  const bytes = Buffer.from(text)
  return { bytes, etag: `"${createHash('sha256').update(bytes).digest('base64url')}"` }
}

/** Whoever has it already is told so by Express. It holds nothing of anybody: every cache may keep it, and asks whether it still holds. */
export function sendStatic(res: Response, type: string, { bytes, etag }: StaticResponse): void {
  res.set({ ETag: etag, 'Cache-Control': 'no-cache' }).type(type).send(bytes)
}
