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
 * Sends a request once and resolves to the text of its success; `onAnswer` is told of any answer before its body is read.
 * Rejects with the reason of the signal when that ended it, else with an ApiError: `unreachable` where no answer came, or not the
 * whole of it.
 */
export async function send(
  { method, url, headers, body, signal, withCookies }: OutgoingRequest,
  fetch: typeof globalThis.fetch,
  onAnswer: (response: Response) => Promise<void>,
): Promise<{ readonly text: string; readonly status: number }> {
  const told = (cause: unknown): never => {
    if (signal.aborted) throw signal.reason
    if (cause instanceof ApiError) throw cause
    throw new ApiError('unreachable', `No answer from ${method} ${url}.`, { cause })
  }
  const credentials = withCookies && { credentials: 'include' as const }
  // An async function, for a `fetch` that throws instead of rejecting.
  const request = async () => fetch(url, { method, headers, body: body ?? null, signal, ...credentials })
  const response = await request().catch(told)
  await onAnswer(response)
  if (!response.ok) throw await ApiError.from(response).catch(told)
  return { text: await response.text().catch(told), status: response.status }
}
