import { Client as ClientV2, StreamableHTTPClientTransport as TransportV2 } from '@modelcontextprotocol/client'
import type { OAuthClientProvider as ProviderV1 } from '@modelcontextprotocol/sdk/client/auth.js'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { useDocumentServer } from './document-server.js'
import { appMetadata, createMcpApp, type McpApp } from './mcp-app.js'
import { connectApp } from './oauth-server.js'
import { useOAuthServer, useUser } from './use-oauth-server.js'

const documents = useDocumentServer()
const server = useOAuthServer({
  env: { OAUTH_REGISTRATION: 'true' },
  fetchPublic: (...request) => documents.fetch(...request),
})
const ada = useUser(server)

const info = { name: 'test', version: '1' }

/** Opens a connection, for which the user first has to authorize the app. */
const connect = {
  'v2 in the current revision': async (app: McpApp) => connectV2(app, 'auto'),
  'v2 in the revision before': async (app: McpApp) => connectV2(app, 'legacy'),
  v1: async (app: McpApp) => {
    const open = () => new TransportV1(new URL(server.resources.mcp), { authProvider: app as unknown as ProviderV1 })
    const client = new ClientV1(info)
    const first = open()
    await expect(client.connect(first as never)).rejects.toThrow(/Unauthorized/)
    await first.finishAuth(app.callback().get('code') as string)
    const transport = open()
    // Its type lacks that the session id is optional.
    await client.connect(transport as never)
    const finish = () => transport.finishAuth(app.callback().get('code') as string)
    return { client, finish }
  },
}

async function connectV2(app: McpApp, mode: 'auto' | 'legacy') {
  const open = () => new TransportV2(new URL(server.resources.mcp), { authProvider: app })
  const client = () => new ClientV2(info, { versionNegotiation: { mode } })
  const first = open()
  await expect(client().connect(first)).rejects.toThrow(/Unauthorized/)
  await first.finishAuth(app.callback())
  const [transport, connected] = [open(), client()]
  await connected.connect(transport)
  return { client: connected, finish: () => transport.finishAuth(app.callback()) }
}

const identification = {
  'a metadata document': (name: string) => documents.publish(name, appMetadata),
  'dynamic registration': () => undefined,
}

const cases = Object.entries(connect).flatMap(([version, open]) =>
  Object.entries(identification)
    // v1 of the client knows no metadata documents.
    .filter(([kind]) => version !== 'v1' || kind === 'dynamic registration')
    .map(([kind, identify]) => [version, kind, open, identify] as const),
)

describe.each(cases)('the official MCP client %s with %s', (version, _kind, open, identify) => {
  const createApp = (name: string, firstScope?: string) => {
    const documentUrl = identify(name)
    return createMcpApp({
      person: ada,
      origin: server.publicUrl,
      ...(documentUrl !== undefined && { documentUrl }),
      ...(firstScope !== undefined && { firstScope }),
    })
  }

  it('connects, lists tools and calls them', async () => {
    const app = createApp('assistant')
    const { client } = await open(app)
    const { tools } = await client.listTools()
    const created = await client.callTool({ name: 'create_task', arguments: { title: 'Buy milk' } })

    expect(tools).toHaveLength(10)
    expect(created.isError).not.toBe(true)
    expect(decodeJwt((await app.tokens())?.access_token as string)).toMatchObject({
      aud: server.resources.mcp,
      sub: ada.id,
      client_id: (await app.clientInformation())?.client_id,
    })
    await client.close()
  })

  it('steps up when a call needs another scope', async () => {
    const app = createApp('reader', 'tasks:read')
    const { client, finish } = await open(app)
    const listed = await client.callTool({ name: 'list_tasks', arguments: {} })
    const create = () => client.callTool({ name: 'create_task', arguments: { title: 'Buy milk' } })
    if (version === 'v1') {
      // It refreshes its tokens instead of asking for more scopes.
      await expect(create()).rejects.toThrow(/403/)
      app.forgetTokens()
    }
    await expect(create()).rejects.toThrow(/Unauthorized/)
    await finish()
    const created = await create()

    expect(listed.isError).not.toBe(true)
    expect(created.isError).not.toBe(true)
    expect(app.asked).toHaveLength(2)
    expect(app.asked[0]).toBe('tasks:read')
    expect(app.asked[1]).toContain('tasks:write')
    await client.close()
  })
})

describe('an access token', () => {
  const list = { method: 'tools/list', params: {} }
  const create = { method: 'tools/call', params: { name: 'create_task', arguments: { title: 'Buy milk' } } }
  const atApi = (token: string) => server.by('rest').call('tasks.list', {}, token)
  const atMcp = async (token: string, message: object = list) => {
    const headers = {
      authorization: `Bearer ${token}`,
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
    }
    return await fetch(server.resources.mcp, {
      method: 'POST',
      headers,
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, ...message }),
    })
  }

  it('of /api is refused at /mcp', async () => {
    const { tokens } = await connectApp(server, ada, { resource: server.resources.api })
    const refused = await atMcp(tokens.access_token)

    expect(await atApi(tokens.access_token)).toMatchObject({ ok: true })
    expect(refused.status).toBe(401)
    expect(refused.headers.get('www-authenticate')).toContain('error="invalid_token"')
  })

  it('of /mcp is refused at /api', async () => {
    const { tokens } = await connectApp(server, ada, { resource: server.resources.mcp })

    expect((await atMcp(tokens.access_token)).status).toBe(200)
    expect(await atApi(tokens.access_token)).toMatchObject({ code: 'invalid_token' })
  })

  it('that may only read is refused with 403 and the scope that it lacks', async () => {
    const { tokens } = await connectApp(server, ada, { resource: server.resources.mcp, scope: 'tasks:read' })
    const refused = await atMcp(tokens.access_token, create)
    const challenge = refused.headers.get('www-authenticate')

    expect(refused.status).toBe(403)
    expect(challenge).toContain('error="insufficient_scope"')
    expect(challenge).toMatch(/scope="[^"]*tasks:write/)
    expect(challenge).toContain(`resource_metadata="${server.publicUrl}/.well-known/oauth-protected-resource/mcp"`)
  })
})
