import type { Message } from './message.js'

const versionKey = 'io.modelcontextprotocol/protocolVersion'

/** What a request is about, by the parameter that names it. */
const names: Readonly<Record<string, string>> = { 'tools/call': 'name', 'prompts/get': 'name', 'resources/read': 'uri' }

/**
 * Returns the headers of a message, which must agree with its body (MCP 2026-07-28, streamable HTTP). Its version is that of `_meta`, or
 * the one that `initialize` negotiated in earlier revisions.
 */
export function requestHeaders({ method, params }: Message, negotiated: string | undefined): Record<string, string> {
  const version = params?._meta?.[versionKey] ?? negotiated
  const name = method === undefined ? undefined : params?.[names[method] ?? '']
  return {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    ...(typeof version === 'string' && { 'mcp-protocol-version': version }),
    ...(method !== undefined && { 'mcp-method': encode(method) }),
    ...(typeof name === 'string' && { 'mcp-name': encode(name) }),
  }
}

/** Headers carry visible ASCII; the specification encodes anything else. */
function encode(text: string): string {
  return /^[!-~](?:[ -~]*[!-~])?$/.test(text) ? text : `=?base64?${Buffer.from(text).toString('base64')}?=`
}
