import { tokenFor } from '../connection.js'
import type { Parsed } from '../parse-flags.js'
import { isReadOnly } from '../read-only.js'
import { serverUrl } from '../server-url.js'
import { note, print } from '../streams.js'
import { codes, errorResponse, type Message, toMessage } from './message.js'
import { type Endpoint, post } from './post.js'
import { readLines } from './read-lines.js'
import { isReadOnlyTool, withoutChangingTools } from './read-only-tools.js'

/** Identifies a call of a tool, so that repeating it after a lost response has no further effect. */
const idempotencyKey = 'io.taskpact/idempotencyKey'

interface Bridge {
  readonly endpoint: Endpoint
  readonly onlyReads: boolean
  /** Ends each pending request, by its id. */
  readonly pending: Map<Message['id'], AbortController>
}

/**
 * Connects a client of the Model Context Protocol on stdin and stdout to the server: each line is posted to `/mcp`, and the messages of the
 * response are written as lines. Requests run concurrently. Ends after stdin, when all requests have their response.
 */
export async function runMcpBridge({ values }: Parsed, signal: AbortSignal): Promise<void> {
  const server = serverUrl(values.url as string | undefined)
  const endpoint: Endpoint = { url: `${server}/mcp`, token: await tokenFor(server, values, 'mcp') }
  const bridge: Bridge = { endpoint, onlyReads: isReadOnly(values), pending: new Map() }
  const work = new Set<Promise<void>>()
  const stop = () => process.stdin.destroy()
  signal.addEventListener('abort', stop)
  try {
    for await (const line of readLines(process.stdin)) {
      if (line.trim() === '') continue
      const task = handleLine(line, bridge, signal).finally(() => work.delete(task))
      work.add(task)
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
  await Promise.all(work)
  signal.throwIfAborted()
}

async function handleLine(line: string, bridge: Bridge, signal: AbortSignal): Promise<void> {
  let message: Message | undefined
  try {
    message = toMessage(line)
  } catch {
    return write(errorResponse(null, codes.parse, 'The line is not JSON'))
  }
  if (!message) return write(errorResponse(null, codes.invalidRequest, 'The line is not a message'))
  const { id, method, params } = message
  if (method === 'notifications/cancelled') return bridge.pending.get(params?.requestId as Message['id'])?.abort()
  const ending = new AbortController()
  if (id !== undefined && method !== undefined) bridge.pending.set(id, ending)
  try {
    await forward(message, bridge, AbortSignal.any([signal, ending.signal]))
  } catch (error) {
    // A request that was cancelled gets no response.
    if (!signal.aborted && !ending.signal.aborted)
      await write(errorResponse(id, codes.failed, (error as Error).message))
  } finally {
    bridge.pending.delete(id)
  }
}

async function forward(message: Message, { endpoint, onlyReads }: Bridge, signal: AbortSignal): Promise<void> {
  const { id, method, params } = message
  const isCall = method === 'tools/call'
  if (isCall && onlyReads && !(await isReadOnlyTool(message, endpoint, signal))) {
    return write(
      errorResponse(id, codes.invalidParams, `${params?.name} may change data: refused because of --read-only`),
    )
  }
  const meta = { [idempotencyKey]: crypto.randomUUID(), ...params?._meta }
  const sent = isCall ? { ...message, params: { ...params, _meta: meta } } : message
  await post(sent, endpoint, signal, async (received) => {
    if (id === undefined || method === undefined) {
      const { message: text } = (received.error ?? {}) as { readonly message?: string }
      return note(`taskpact: ${text}`)
    }
    const { protocolVersion } = received.result ?? {}
    if (method === 'initialize' && typeof protocolVersion === 'string') endpoint.version = protocolVersion
    await write(onlyReads && method === 'tools/list' ? withoutChangingTools(received) : received)
  })
}

function write(message: Message): Promise<void> {
  return print(`${JSON.stringify(message)}\n`)
}
