import type { Input } from './outcome.js'

/** The revision of the Model Context Protocol that tests speak. */
export const mcpRevision = '2026-07-28'

export type ToolOutcome =
  | { readonly ok: true; readonly value: unknown; readonly text: string }
  | {
      readonly ok: false
      readonly status: number
      readonly code: string
      readonly problem: Readonly<Record<string, unknown>>
    }

export interface ToolCall {
  readonly token?: string | undefined
  readonly meta?: Input
  readonly headers?: Readonly<Record<string, string>>
}

/** Calls a tool of a server, as clients of the current revision do. */
export async function callTool(
  url: string,
  name: string,
  input: Input = {},
  call: ToolCall = {},
): Promise<ToolOutcome> {
  const response = await requestMcp(url, 'tools/call', { name, arguments: input, _meta: call.meta }, call)
  const text = await response.text()
  const body = JSON.parse(text) as RpcResponse & Record<string, unknown>
  const refused = (problem: Record<string, unknown>): ToolOutcome => {
    return { ok: false, status: response.status, code: String(problem.code), problem }
  }
  if (body.error) return refused({ ...body.error })
  if (!body.result) return refused(body)
  const content = JSON.parse(body.result.content[0].text) as Record<string, unknown>
  return body.result.isError ? refused(content) : { ok: true, value: content.data, text: body.result.content[0].text }
}

/** Sends one message to the endpoint of a server. */
export async function requestMcp(
  url: string,
  method: string,
  { _meta, ...params }: Input = {},
  { token, headers = {} }: ToolCall = {},
): Promise<Response> {
  const name = params.name ?? params.uri
  return await fetch(`${url}/mcp`, {
    method: 'POST',
    headers: {
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      'mcp-protocol-version': mcpRevision,
      'mcp-method': method,
      ...(name !== undefined && { 'mcp-name': String(name) }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method,
      params: { ...params, _meta: { ...envelope, ...(_meta as Input) } },
    }),
  })
}

const envelope = {
  'io.modelcontextprotocol/protocolVersion': mcpRevision,
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
}

interface RpcResponse {
  readonly result?: { readonly isError?: boolean; readonly content: readonly [{ readonly text: string }] }
  readonly error?: Readonly<Record<string, unknown>>
}
