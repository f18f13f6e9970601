import { readFileSync } from 'node:fs'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { startTestServer, type TestServer, type User } from '@taskpact/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'

const readme = readFileSync(new URL('../../../../packages/mcp/README.md', import.meta.url), 'utf8')

interface HttpServer {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

const configurations = [...readme.matchAll(/```json\n(.*?)```/gs)].map(
  ([, json = '']) => JSON.parse(json) as Record<string, Record<string, unknown>>,
)
const httpServers = configurations.flatMap(({ mcpServers, servers }) =>
  Object.values(mcpServers ?? servers ?? {}).filter((server) => (server as object as HttpServer).url !== undefined),
) as HttpServer[]

let server: TestServer
let ada: User
beforeAll(async () => {
  server = await startTestServer()
  ada = await server.signUp()
})
afterAll(() => server?.close())

it('the README has a configuration for five clients, three of them over HTTP', () => {
  expect(configurations).toHaveLength(5)
  expect(httpServers).toHaveLength(3)
})

it.each(httpServers.map((configuration, n) => [n, configuration] as const))(
  'configuration %s of the README connects to the server',
  async (_, { url, headers }) => {
    const filled = Object.entries(headers).map(([name, value]) => [name, value.replace(/\$\{[^}]+\}/, ada.token)])
    const endpoint = new URL(url.replace('http://localhost:8000', server.url))
    const client = new Client({ name: 'test', version: '1' })
    await client.connect(
      new StreamableHTTPClientTransport(endpoint, { requestInit: { headers: Object.fromEntries(filled) } }),
    )

    expect((await client.listTools()).tools).toHaveLength(10)
    await client.close()
  },
)
