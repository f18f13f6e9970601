import { ApiError } from './api-error.js'

export interface OutgoingRequest {
  readonly method: string
  readonly url: string
  readonly headers: Headers
  readonly body: string | undefined
  readonly signal: AbortSignal
  /** Whether to send and store cookies for a server of another origin. */
  readonly withCookies: boolean | undefined
}

/** A successful response. */
export interface ReceivedResponse {
  readonly text: string
  readonly status: number
  /** Its media type, or an empty string. */
  readonly type: string
}

/**
 * Sends one request and returns the body of a successful response. Calls `onResponse` for every response before its body is read.
 * Rejects with the reason of the signal if that is aborted, otherwise with an ApiError: `unreachable` for a missing or incomplete
 * response.
 */
export async function send(
  { method, url, headers, body, signal, withCookies }: OutgoingRequest,
  fetch: typeof globalThis.fetch,
  onResponse: (response: Response) => Promise<void>,
): Promise<ReceivedResponse> {
  const rethrow = (cause: unknown): never => {
    if (signal.aborted) throw signal.reason
    if (cause instanceof ApiError) throw cause
    throw new ApiError('unreachable', `No response from ${method} ${url}.${hint()}`, { cause })
  }
  const credentials = withCookies && { credentials: 'include' as const }
  // Async, so that a `fetch` that throws rejects instead.
  const request = async () => {
    if (signal.aborted) throw signal.reason
    return fetch(url, { method, headers, body: body ?? null, signal, ...credentials })
  }
  const response = await request().catch(rethrow)
  await onResponse(response)
  if (!response.ok) throw await ApiError.from(response).catch(rethrow)
  const { status, headers: received } = response
  return { text: await response.text().catch(rethrow), status, type: received.get('content-type') ?? '' }
}

/** Pages get no reason, so the message names the usual ones. */
function hint(): string {
  const { location } = globalThis as { readonly location?: { readonly origin: string } }
  return location ? ` Does the server run with ${location.origin} in CORS_ORIGINS?` : ''
}
