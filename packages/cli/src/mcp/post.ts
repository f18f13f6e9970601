import { exitCodesByStatus } from '../commands.gen.js'
import { codes, errorResponse, isResponse, type Message, toMessage } from './message.js'
import { readEvents } from './read-events.js'
import { requestHeaders } from './request-headers.js'

/** The server to which messages are posted. */
export interface Endpoint {
  readonly url: string
  /** Called for each request, because a token can expire. */
  readonly token: () => Promise<string>
  /** The version that `initialize` negotiated. */
  version?: string
}

/** Seconds before each repetition of a request whose response was lost. */
const delays = [0.2, 0.6, 1.8]

/** A proxy reports that the server does not respond. */
const proxyStatus = /^50[234]$/

/** The response is missing or not complete. The server may have processed the request. */
class LostResponse extends Error {}

/**
 * Posts a message and passes on the messages of the response. Repeats a request whose response was lost. A failure becomes an error response
 * with the id of the request. Rejects with the reason of the signal if that is aborted.
 */
export async function post(
  message: Message,
  endpoint: Endpoint,
  signal: AbortSignal,
  onMessage: (message: Message) => Promise<void>,
): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await postOnce(message, endpoint, signal, onMessage)
    } catch (error) {
      if (signal.aborted) throw signal.reason
      const delay = delays[attempt]
      if (delay === undefined || !(error instanceof LostResponse)) {
        return onMessage(errorResponse(message.id, codes.failed, (error as Error).message))
      }
      await new Promise((resolve) => setTimeout(resolve, delay * 1000 * (0.5 + Math.random() / 2)))
    }
  }
}

async function postOnce(
  message: Message,
  { url, token, version }: Endpoint,
  signal: AbortSignal,
  onMessage: (message: Message) => Promise<void>,
): Promise<void> {
  const lost = (error: unknown): never => {
    const { message: text, cause } = error as Error
    throw new LostResponse(`No response from ${url} (${(cause as NodeJS.ErrnoException)?.code ?? text})`)
  }
  const headers = { ...requestHeaders(message, version), authorization: `Bearer ${await token()}` }
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(message), signal }).catch(lost)
  if (message.id === undefined || message.method === undefined) {
    await response.body?.cancel()
    if (!response.ok) throw new Error(`${url} refused ${message.method ?? 'a response'} with status ${response.status}`)
    return
  }
  const type = response.headers.get('content-type') ?? ''
  if (response.ok && response.body && type.startsWith('text/event-stream')) {
    if (await passEvents(response.body).catch(lost)) return
    throw new LostResponse(`The response of ${url} ended early`)
  }
  const text = await response.text().catch(lost)
  const received = type.includes('json') ? parse(text) : undefined
  if (received && (response.ok || isResponse(received))) return onMessage({ ...received, id: message.id })
  if (proxyStatus.test(String(response.status))) throw new LostResponse(explain(response.status, received, url))
  throw new Error(explain(response.status, received, url))

  /** Returns whether the response was among the events. */
  async function passEvents(body: AsyncIterable<Uint8Array>): Promise<boolean> {
    for await (const data of readEvents(body)) {
      const event = parse(data)
      if (event) await onMessage(event)
      if (event && isResponse(event)) return true
    }
    return false
  }
}

function parse(text: string): Message | undefined {
  try {
    return toMessage(text)
  } catch {
    return undefined
  }
}

/** Describes a response that is not a message: problem details (RFC 9457), or the page of a proxy. */
function explain(status: number, body: Message | undefined, url: string): string {
  const { detail = `${url} responded with status ${status}`, code } = (body ?? {}) as { detail?: string; code?: string }
  const isRefused = exitCodesByStatus[status] === 4
  const next = isRefused ? ` Sign in with a token that allows this: taskpact login --url ${new URL(url).origin}` : ''
  return `${code ? `${code}: ` : ''}${detail}${next}`
}
