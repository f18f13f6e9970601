import { ApiError } from '@taskpact/client'
import { OAuthError } from './oauth-error.js'

/** Milliseconds within which a server must respond. */
const timeout = 10_000

export type JsonObject = Readonly<Record<string, unknown>>

/** Reads a metadata document; undefined if there is none. Rejects with an ApiError if the server does not respond. */
export async function getMetadata(url: string, signal: AbortSignal): Promise<JsonObject | undefined> {
  const response = await send(url, { headers: { accept: 'application/json' } }, signal)
  if (isFailure(response)) throw await ApiError.from(response)
  const text = await response.text()
  return response.ok ? toObject(text) : undefined
}

/**
 * Sends a form to an endpoint of an authorization server, and returns the JSON object of the response, or an empty one. Rejects with an
 * OAuthError if the server refuses the request, and with an ApiError if it does not respond.
 */
export async function postForm(url: string, form: URLSearchParams, signal: AbortSignal): Promise<JsonObject> {
  const response = await send(url, { method: 'POST', headers: { accept: 'application/json' }, body: form }, signal)
  const copy = response.clone()
  const body = toObject(await response.text()) ?? {}
  if (response.ok) return body
  if (typeof body.error === 'string') throw new OAuthError(body.error, body.error_description)
  throw await ApiError.from(copy)
}

/** Follows no redirects, which could lead credentials elsewhere. */
async function send(url: string, init: RequestInit, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(url, {
      ...init,
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
    })
  } catch (cause) {
    signal.throwIfAborted()
    throw new ApiError('unreachable', `No response from ${new URL(url).origin}.`, { cause })
  }
}

/** Whether the server failed, or has received too many requests: another attempt can succeed. */
function isFailure({ status, headers }: Response): boolean {
  return /^5/.test(String(status)) || headers.has('retry-after')
}

function toObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined
  } catch {
    return undefined // such as an HTML page
  }
}
