import { type Client, createClient } from '@taskpact/client'
import type { Parsed } from './parse-flags.js'
import { checkTransport, serverUrl } from './server-url.js'
import { type Audience, findToken } from './stored-token.js'
import { progress } from './streams.js'
import { Failure } from './usage-error.js'

/** Exit code without a token. */
const notSignedIn = 4

/** The method of an operation. */
export interface Method {
  (input: object, options?: { readonly signal: AbortSignal }): Promise<unknown>
  pages(input: object, options?: { readonly signal: AbortSignal }): AsyncIterable<unknown>
  readonly live: {
    pages(
      input: object,
      options?: { readonly signal: AbortSignal; readonly onStatus: (status: string) => void },
    ): AsyncIterable<unknown>
  }
}

/** Returns the client of a command. Throws a Failure if it needs a token and none was found, a UsageError if sending it would be unsafe. */
export async function openClient({ values }: Parsed, isPublic: boolean): Promise<Client> {
  const baseUrl = serverUrl(values.url as string | undefined)
  return createClient({
    baseUrl,
    fetch: fetchWithProgress,
    ...(!isPublic && { token: await tokenFor(baseUrl, values, 'api') }),
  })
}

/** Returns a function that returns the token for a server, to be called for each request. Throws as `openClient` does. */
export async function tokenFor(
  url: string,
  values: Parsed['values'],
  audience: Audience,
): Promise<() => Promise<string>> {
  const token = await findToken(url, audience)
  if (token === undefined) {
    throw new Failure(`Not signed in at ${url}.\nNext: taskpact login --url ${url}, or set TASKPACT_TOKEN`, notSignedIn)
  }
  checkTransport(url, values.insecure === true)
  return token
}

/** Returns the method of an operation, such as `tasks.list`. */
export function methodOf(client: Client, operation: string): Method {
  let value: unknown = client
  for (const key of operation.split('.')) value = (value as Readonly<Record<string, unknown>>)[key]
  return value as Method
}

/** Bytes of a response from which its progress is shown. */
const longResponse = 1e6

const fetchWithProgress: typeof fetch = async (input, init) => {
  const response = await fetch(input, init)
  if (!response.body || !process.stderr.isTTY || /event-stream/.test(response.headers.get('content-type') ?? '')) {
    return response
  }
  let bytes = 0
  const counting = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      bytes += chunk.byteLength
      if (bytes > longResponse) progress(`${(bytes / 1e6).toFixed(1)} MB`)
      controller.enqueue(chunk)
    },
  })
  return new Response(response.body.pipeThrough(counting), response)
}
