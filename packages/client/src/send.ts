import { ApiError } from './api-error.js'

export interface OutgoingRequest {
  readonly method: string
  readonly url: string
  readonly headers: Headers
  readonly body: string | undefined
  readonly signal: AbortSignal
  /** Whether a server of another origin gets and sets its cookies too. */
  readonly withCookies: boolean
}

/**
 * Sends a request once and resolves to the text of its success. Rejects with the reason of the signal when that ended it,
 * else with an ApiError: `unreachable` where no answer came, or not the whole of it.
 */
export async function send(
  { method, url, headers, body, signal, withCookies }: OutgoingRequest,
  fetch: typeof globalThis.fetch,
): Promise<{ readonly text: string; readonly status: number }> {
  try {
    const response = await fetch(url, {
      method,
      headers,
      body: body ?? null,
      signal,
      ...(withCookies && { credentials: 'include' as const }),
    })
    if (!response.ok) throw await ApiError.from(response)
    return { text: await response.text(), status: response.status }
  } catch (cause) {
    if (signal.aborted) throw signal.reason
    if (cause instanceof ApiError) throw cause
    throw new ApiError('unreachable', `No answer from ${method} ${url}.`, { cause })
  }
}
