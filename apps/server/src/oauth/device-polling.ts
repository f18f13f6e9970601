import { createHash } from 'node:crypto'
import type { Limiter, LimiterOptions } from '@taskpact/engine'
import type { KoaContextWithOIDC } from 'oidc-provider'

/** Seconds that a device has to wait between two requests for its tokens. */
const interval = 5
/** One request of a device per interval. A second shorter, because the network can delay the first of two requests. */
export const pollLimit: LimiterOptions = { name: 'device-polls', points: 1, seconds: interval - 1 }

/**
 * Creates middleware that adds `interval` to responses with a device code (RFC 8628, section 3.2), and that responds with `slow_down` to a
 * device that polls more often (section 3.5), until the user has decided. The library does neither.
 */
export function limitPolling(polls: Pick<Limiter, 'consume'>) {
  return async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    await next()
    const body = ctx.body as { readonly device_code?: string; readonly error?: string } | undefined
    if (body?.device_code !== undefined) ctx.body = { ...body, interval }
    if (body?.error !== 'authorization_pending') return
    const isEarly = await polls.consume(keyOf(String(ctx.oidc.params?.device_code))).then(
      () => false,
      (reason: unknown) => {
        // A limiter rejects with an Error only if it fails.
        if (reason instanceof Error) throw reason
        return true
      },
    )
    if (isEarly) ctx.body = { error: 'slow_down', error_description: `request the tokens every ${interval} seconds` }
  }
}

/** The code is a secret, and counters can be stored in Redis. */
function keyOf(deviceCode: string): string {
  return createHash('sha256').update(deviceCode).digest('base64url')
}
