import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Call {
  readonly id?: string | number
  readonly method: string
  readonly params?: {
    readonly name?: string
    readonly uri?: string
    readonly requestId?: number
    readonly _meta?: Readonly<Record<string, unknown>>
  }
}

export interface McpServer {
  readonly url: string
  /** Every message that arrived, with its headers. */
  readonly received: { readonly message: Call; readonly headers: IncomingMessage['headers'] }[]
  /** Keys of calls that took effect. */
  readonly keys: Set<unknown>
  /** Resolves when the connection of the call `wait` is closed. */
  readonly cancelled: Promise<void>
  close(): Promise<void>
}

const token = 'tpt_valid'
const modern = '2026-07-28'
const tools = [
  { name: 'list_tasks', annotations: { readOnlyHint: true } },
  { name: 'create_task', annotations: { readOnlyHint: false } },
  { name: 'wait' },
]

/** Starts a server that behaves as the specification of streamable HTTP says, and loses responses of the tool `create_task` at first. */
export async function startMcpServer(): Promise<McpServer> {
  const received: McpServer['received'] = []
  const keys = new Set<unknown>()
  const lost = new Set<unknown>()
  let cancel = () => {}
  const cancelled = new Promise<void>((resolve) => {
    cancel = resolve
  })

  const respond = (response: ServerResponse, message: Call, body: object) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ jsonrpc: '2.0', id: message.id, ...body }, null, 2)) // of several lines
  }
  const call = (message: Call, response: ServerResponse) => {
    const { name, _meta } = message.params ?? {}
    if (name === 'wait') return response.on('close', cancel)
    if (name === 'create_task') {
      const key = _meta?.['io.taskpact/idempotencyKey']
      keys.add(key)
      if (!lost.has(key)) {
        lost.add(key)
        return response.destroy() // after it took effect
      }
      return respond(response, message, { result: { content: [{ type: 'text', text: 'created' }] } })
    }
    response.setHeader('content-type', 'text/event-stream')
    const send = (data: object) => response.write(`event: message\ndata: ${JSON.stringify(data)}\n\n`)
    send({ jsonrpc: '2.0', method: 'notifications/progress', params: { progress: 1 } })
    send({ jsonrpc: '2.0', id: message.id, result: { content: [{ type: 'text', text: 'a\u2028b' }] } })
    return response.end()
  }

  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const message: Call = JSON.parse(text)
    const { headers } = request
    received.push({ message, headers })
    const { method, params } = message
    if (headers.authorization !== `Bearer ${token}`) {
      response.writeHead(401, { 'content-type': 'application/problem+json' })
      return response.end('{"code":"invalid_token","detail":"The token is invalid.","status":401}')
    }
    const version = params?._meta?.['io.modelcontextprotocol/protocolVersion']
    const name = method === 'tools/call' || method === 'prompts/get' ? params?.name : params?.uri
    const agrees =
      request.url === '/mcp' &&
      headers.accept === 'application/json, text/event-stream' &&
      headers['mcp-method'] === method &&
      (version === undefined || headers['mcp-protocol-version'] === version) &&
      (name === undefined || headers['mcp-name'] === name)
    if (!agrees) {
      response.statusCode = 400
      return respond(response, message, { error: { code: -32020, message: 'Header mismatch' } })
    }
    if (message.id === undefined) return response.writeHead(202).end()
    if (method === 'initialize') return respond(response, message, { result: { protocolVersion: '2025-06-18' } })
    if (method === 'tools/list') return respond(response, message, { result: { tools } })
    if (method === 'tools/call') return call(message, response)
    if (method === 'resources/read') return respond(response, message, { result: { contents: [] } })
    response.statusCode = 404
    return respond(response, message, { error: { code: -32601, message: 'Method not found' } })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    keys,
    cancelled,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export const meta = { 'io.modelcontextprotocol/protocolVersion': modern }
