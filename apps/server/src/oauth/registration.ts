import { Readable } from 'node:stream'
import { errors } from '@taskpact/contract'
import type { KoaContextWithOIDC } from 'oidc-provider'
import { isNative } from './clients.js'

/** As large as a metadata document can be. */
const maxBytes = 5 * 1024

/**
 * Lets an app that registers redirect URIs of the user's computer be a native one, unless it says otherwise: many apps do not say it, and the
 * default of the standard refuses their URIs (OpenID Connect Dynamic Client Registration 1.0, section 2).
 */
export async function nativeByDefault(ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  if (ctx.method !== 'POST' || !/\/register$/.test(ctx.path) || !ctx.is('application/json')) return next()
  const text = await readText(ctx.req)
  if (text === undefined) {
    ctx.status = errors.payload_too_large.status
    ctx.body = { error: 'invalid_client_metadata', error_description: `send at most ${maxBytes} bytes` }
    return
  }
  const body = withApplicationType(text)
  ctx.req.headers['content-length'] = String(Buffer.byteLength(body))
  const { headers } = ctx.req
  ctx.req = Object.assign(Readable.from([Buffer.from(body)]), { headers }) as typeof ctx.req
  return next()
}

function withApplicationType(text: string): string {
  let metadata: { readonly redirect_uris?: unknown; readonly application_type?: unknown } | null
  try {
    metadata = JSON.parse(text)
  } catch {
    return text // refused later
  }
  const uris = metadata?.redirect_uris
  if (!Array.isArray(uris) || metadata?.application_type !== undefined) return text
  return isNative(uris.map(String)) ? JSON.stringify({ ...metadata, application_type: 'native' }) : text
}

/** Returns undefined for a text that is too long. */
async function readText(stream: AsyncIterable<Buffer>): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of stream) {
    bytes += chunk.length
    if (bytes > maxBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}
