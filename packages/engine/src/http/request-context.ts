import type { CallRequest, Effects } from '../call.js'

/** What a transport on HTTP knows of a request besides its headers and its body. */
export interface RequestContext extends CallRequest {
  /** Aborted when the client disconnects before it has the whole response. */
  readonly signal: AbortSignal
  /** What a proxy has removed from the beginning of the path, such as `/service`. Default: nothing. */
  readonly prefix?: string | undefined
  /** The URL at which the client reaches the server, without a slash at the end, such as `https://example.org/service`. Default: unknown. */
  readonly baseUrl?: string | undefined
  /** Sets the headers for what a call changes at the client. Called once for each call, before the response is written. */
  applyEffects(effects: Effects): void
}
