import { expect, it } from 'vitest'
import { requestHeaders } from './request-headers.js'

it('encodes a name that a header cannot carry', () => {
  const headers = requestHeaders({ method: 'resources/read', params: { uri: 'task://ü' } }, undefined)

  expect(headers['mcp-name']).toBe(`=?base64?${Buffer.from('task://ü').toString('base64')}?=`)
})

it('prefers the version of the message to the negotiated one', () => {
  const _meta = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' }

  expect(requestHeaders({ method: 'ping', params: { _meta } }, '2025-06-18')['mcp-protocol-version']).toBe('2026-07-28')
  expect(requestHeaders({ method: 'ping' }, '2025-06-18')['mcp-protocol-version']).toBe('2025-06-18')
  expect(requestHeaders({ method: 'ping' }, undefined)).not.toHaveProperty('mcp-protocol-version')
})
