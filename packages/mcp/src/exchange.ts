import type { IncomingMessage } from 'node:http'
import { createMcpHandler } from '@modelcontextprotocol/server'
import { createServer, type Exchange, type Offered } from './create-server.js'
import type { Reply } from './reply.js'

/** The headers that the protocol defines. The SDK compares some of them with the message. */
const protocolHeader = /^(?:accept|mcp-)/

/** The SDK reads neither the host nor the path. */
const url = 'http://localhost/'

/**
 * Runs one message of a client by the official SDK, in the revision that the message selects: 2026-07-28, or an earlier one without its
 * sessions. Rejects with the ServiceError of a call that the client needs another token for.
 */
export async function exchange(
  offered: Offered,
  { req, ...received }: Omit<Exchange, 'refusal'> & { readonly req: IncomingMessage },
): Promise<Reply> {
  const { message, context } = received
  const state: Exchange = { ...received, refusal: undefined }
  let lastError: unknown
  const handler = createMcpHandler(() => createServer(offered, state), {
    legacy: 'stateless',
    onerror: (error) => {
      lastError = error
    },
  })
  const headers = Object.entries(req.headers).filter(([name]) => protocolHeader.test(name)) as [string, string][]
  const request = new Request(url, {
    method: 'POST',
    headers: [...headers, ['content-type', 'application/json']],
    signal: context.signal,
  })
  const response = await handler.fetch(request, { parsedBody: message.body })
  const { status } = response
  // Streams end with their only response, because nothing here sends notifications.
  const text = await response.text()
  if (state.refusal) throw state.refusal
  if (status === offered.errors.internal.status) offered.onInternalError(lastError, context.requestId)
  return { status, type: response.headers.get('content-type'), text }
}
