import { unexpectedResponse } from './api-error.js'
import { type ContractVersion, checkContractVersion } from './contract-version.js'
import type { ClientOptions } from './create-client.js'
import { parseDeprecation } from './hooks.js'
import { withRetries } from './retry.js'
import type { ClientRoute, NamedRoute } from './route-table.js'
import { type ReceivedResponse, send } from './send.js'
import type { InternalSession } from './session.js'
import type { Deadline } from './timeout.js'
import { toRequest } from './to-request.js'

/** The options of a client with its internal parts. */
export interface ClientContext extends ClientOptions {
  readonly session?: InternalSession
  /** Version of the contract that the routes belong to, if known. */
  readonly contractVersion?: ContractVersion | undefined
}

interface ExecuteOptions {
  readonly token?: string | undefined
  readonly deadline: Deadline
}

/** Sends the request of an operation, with retries if its route permits them, and returns its output. */
export async function execute(
  route: NamedRoute,
  input: Readonly<Record<string, unknown>>,
  client: ClientContext,
  { token, deadline }: ExecuteOptions,
): Promise<unknown> {
  const { baseUrl, fetch = globalThis.fetch, retries = 2, session, contractVersion } = client
  const { target, headers: fieldHeaders, body } = toRequest(route, input)
  const headers = new Headers(fieldHeaders)
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`)
  if (contractVersion) headers.set(contractVersion.header, contractVersion.fingerprint)
  const withCookies = route.session && session?.usesCookie
  if (withCookies) headers.set('x-requested-with', 'fetch') // pages of other sites cannot set it without permission (CORS)
  const url = baseUrl.replace(/\/+$/, '') + target
  const requestInfo = { operation: route.name, method: route.method, url }
  let serverFingerprint: string | null = null

  const attempt = async () => {
    await client.onRequest?.({ ...requestInfo, headers })
    const startedAt = performance.now()
    return send(
      { ...requestInfo, headers, body, signal: deadline.signal, withCookies },
      fetch,
      async ({ status, headers }) => {
        serverFingerprint = contractVersion ? headers.get(contractVersion.header) : null
        const deprecation = client.onDeprecated && parseDeprecation(headers, route.name)
        if (deprecation) client.onDeprecated?.(deprecation)
        await client.onResponse?.({ ...requestInfo, status, headers, ms: performance.now() - startedAt })
      },
    )
  }
  try {
    return toOutput(
      route,
      await withRetries(attempt, {
        retries: route.retry || input.idempotencyKey || route.method === 'GET' ? retries : 0,
        ...deadline,
      }),
    )
  } catch (error) {
    throw contractVersion ? checkContractVersion(error, route, contractVersion, serverFingerprint) : error
  }
}

/** Throws an ApiError `unexpected_response` for a body of another type, such as a page of a proxy. */
function toOutput({ responseFile, output }: ClientRoute, { text, status, type }: ReceivedResponse): unknown {
  if (output === 'none') return undefined
  let cause: unknown
  try {
    if (responseFile && !/html/.test(type)) return text
    const value: unknown = JSON.parse(text)
    if (output || (typeof value === 'object' && value && !Array.isArray(value))) return value
  } catch (error) {
    cause = error
  }
  throw unexpectedResponse(status, { cause })
}
