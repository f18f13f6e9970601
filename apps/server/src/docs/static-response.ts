import { createHash } from 'node:crypto'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Request, Response } from 'express'

const encodings = ['br', 'gzip', 'identity'] as const
type Encoding = (typeof encodings)[number]

interface Representation {
  readonly bytes: Buffer
  /** A hash of the bytes, so that two instances of one build send the same (RFC 9110, section 8.8.3). */
  readonly etag: string
}

/** A response body that is the same for everyone until the next release. Returns its representation in an encoding. */
export type StaticResponse = (encoding: Encoding) => Representation

/** Shorter bodies are not compressed. */
const minBytes = 1024

/** Returns a response body with its ETags. It is compressed when it is first requested so. */
export function staticResponse(text: string): StaticResponse {
  const identity = represent(Buffer.from(text))
  const compressed = new Map<Encoding, Representation>()
  return (encoding) => {
    if (encoding === 'identity' || identity.bytes.length < minBytes) return identity
    const known = compressed.get(encoding) ?? represent(compress[encoding](identity.bytes))
    compressed.set(encoding, known)
    return known
  }
}

const compress = {
  gzip: gzipSync,
  // Level 5 takes a tenth of the time of the default one.
  br: (bytes: Buffer) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
}

function represent(bytes: Buffer): Representation {
  return { bytes, etag: `"${createHash('sha256').update(bytes).digest('base64url')}"` }
}

/** Returns the best encoding that the client accepts (RFC 9110, section 12.5.3). */
export function encodingOf(req: Request): Encoding {
  return (req.acceptsEncodings(...encodings) || 'identity') as Encoding
}

/** Express responds with 304 when the ETag matches. Contains no user data, so any cache may store it and must revalidate. */
export function sendStatic(req: Request, res: Response, type: string, response: StaticResponse): void {
  const encoding = encodingOf(req)
  const { bytes, etag } = response(encoding)
  res.set({ ETag: etag, 'Cache-Control': 'no-cache' }).vary('Accept-Encoding').type(type)
  if (bytes !== response('identity').bytes) res.set('Content-Encoding', encoding)
  res.send(bytes)
}
