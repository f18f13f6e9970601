import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type NotesServer, startNotesServer } from './notes-server.js'

let server: NotesServer
beforeAll(async () => {
  server = await startNotesServer()
})
afterAll(() => server?.close())

const deep = `${'['.repeat(60_000)}${']'.repeat(60_000)}`
const call = (fields: object) => JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', ...fields })
const envelope =
  '"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}'
const args = (json: string) =>
  `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"create_note","arguments":${json},${envelope}}}`

const bodies: Readonly<Record<string, string>> = {
  'no body': '',
  'no JSON': '{"jsonrpc"',
  'a text': '"tools/list"',
  null: 'null',
  'an empty batch': '[]',
  'a batch': `[${Array.from({ length: 50 }, () => call({ params: { name: 'list_notes' } })).join()}]`,
  'no method': call({ method: undefined }),
  'a method of another type': call({ method: 7 }),
  'a long method': call({ method: 'x'.repeat(500_000) }),
  'a long name': call({ params: { name: 'x'.repeat(500_000) } }),
  'a name of another type': call({ params: { name: ['create_note'] } }),
  'a name of a prototype': call({ params: { name: '__proto__', arguments: {} } }),
  'a name of a constructor': call({ params: { name: 'constructor', arguments: {} } }),
  'a long URI': call({ method: 'resources/read', params: { uri: `note://${'x'.repeat(500_000)}` } }),
  'params that are a list': call({ params: ['create_note'] }),
  'a long id': call({ id: 'x'.repeat(500_000) }),
  'an id that is an object': call({ id: {} }),
  'a deep message': deep,
  'deep arguments': args(`{"text":${deep}}`),
  'deep metadata': `{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":${deep}}}`,
  'duplicate members': '{"jsonrpc":"2.0","id":1,"id":2,"method":"tools/list","method":"tools/call","params":{}}',
  'arguments of another type': args('"text"'),
  'arguments that are a list': args('[1]'),
  'arguments that are null': args('null'),
  NUL: args('{"text":"\\u0000"}'),
  'a lone surrogate': args('{"text":"\\ud800"}'),
  'a name of a prototype as field': args('{"text":"a","__proto__":{"text":"b"}}'),
  'many fields': args(JSON.stringify(Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`f${n}`, n])))),
  'many values': args(`{"text":[${'0,'.repeat(200_000)}0]}`),
  'a wrong envelope': call({ params: { _meta: { 'io.modelcontextprotocol/protocolVersion': 7 } } }),
  'a long revision': call({ params: { _meta: { 'io.modelcontextprotocol/protocolVersion': 'x'.repeat(500_000) } } }),
  'many unknown members': JSON.stringify({
    method: 'tools/list',
    ...Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`f${n}`, n])),
  }),
}

const headers = {
  legacy: {},
  modern: { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': 'create_note' },
}

describe.each(['legacy', 'modern'] as const)('MCP with hostile input (%s headers)', (era) => {
  it.each(Object.entries(bodies))('refuses %s, with a short response', async (_, body) => {
    const { status, text } = await server.send({
      headers: { accept: 'application/json, text/event-stream', 'content-type': 'application/json', ...headers[era] },
      body,
    })
    expect(status, text.slice(0, 300)).toBeLessThan(500)
    expect(status).toBeGreaterThanOrEqual(200)
    expect(text.length, text.slice(0, 300)).toBeLessThan(Math.max(6000, 2 * body.length))
    expect(text.length).toBeLessThan(20_000)
    expect(text).not.toMatch(/node_modules|\.[jt]s:\d+|\bat \w+ \(/)
  })
})

it('reports none of them as internal, and still serves', async () => {
  expect(server.reported).toEqual([])
  expect((await server.call('list_notes')).isError).toBe(false)
})
