import { contract, grantedScopes, type Operation, operations } from '@taskpact/contract'
import { callTool, requestMcp, startTestServer, type TestServer } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createToken } from '../security/token-calls.js'
import { forge } from '../security/token-forging.js'
import { sampleInput } from '../support/sample-input.js'
import { unknownTaskId } from '../support/task-requests.js'

/** The scopes of each kind of token. Undefined: everything. Null: the token is refused. */
const credentials = {
  'a session': undefined,
  'a token of another issuer without scopes': undefined,
  'a token with tasks:read': ['tasks:read'],
  'a token with tasks:write': ['tasks:write'],
  'a token with account:read': ['account:read'],
  'a token with unknown scopes': ['notes:read'],
  'a personal access token with tasks:read': ['tasks:read'],
  'a personal access token with tasks:write': ['tasks:write'],
  'a personal access token with account:read': ['account:read'],
  'a revoked personal access token': null,
  'an invalid token': null,
  'no token': null,
} as const
type Credential = keyof typeof credentials

const all = operations(contract)
const withTool = all.filter(({ metadata }) => metadata.tool)
const toolOf = ({ metadata: { tool } }: Operation) => (tool ? tool.name : '')

let server: TestServer
let tokens: Readonly<Record<Credential, string | undefined>>
beforeAll(async () => {
  server = await startTestServer()
  const ada = await server.signUp()
  const revoked = await createToken(ada, ['tasks:write'])
  await ada.value('auth.tokens.revoke', { tokenId: revoked.id })
  const withScope = (scope?: string) => {
    const exp = Math.floor(Date.now() / 1000) + 900
    return forge({ alg: 'HS256', typ: 'JWT' }, { sub: ada.id, exp, ...(scope !== undefined && { scope }) })
  }
  tokens = {
    'a session': ada.token,
    'a token of another issuer without scopes': withScope(),
    'a token with tasks:read': withScope('tasks:read'),
    'a token with tasks:write': withScope('tasks:write'),
    'a token with account:read': withScope('account:read'),
    'a token with unknown scopes': withScope('notes:read'),
    'a personal access token with tasks:read': (await createToken(ada, ['tasks:read'])).token,
    'a personal access token with tasks:write': (await createToken(ada, ['tasks:write'])).token,
    'a personal access token with account:read': (await createToken(ada, ['account:read'])).token,
    'a revoked personal access token': revoked.token,
    'an invalid token': `${ada.token}x`,
    'no token': undefined,
  }
})
afterAll(() => server?.close())

/** Returns what the metadata of an operation declares for a token. */
function declared({ metadata: { scope } }: Operation, credential: Credential): string {
  const scopes = credentials[credential]
  if (scopes === null) return credential === 'no token' ? 'unauthenticated' : 'invalid_token'
  if (scopes === undefined || (scope !== null && (grantedScopes(scopes) as readonly string[]).includes(scope)))
    return 'allowed'
  return 'insufficient_scope'
}

const refusals = ['unauthenticated', 'invalid_token', 'token_expired', 'insufficient_scope', 'forbidden']

describe.each(Object.keys(credentials) as Credential[])('MCP with %s', (credential) => {
  it.each(withTool.map((operation) => [toolOf(operation), operation] as const))(
    'has the declared outcome of %s',
    async (name, operation) => {
      const { idempotencyKey: _, userId: __, ...input } = sampleInput(operation, { taskId: unknownTaskId })
      const outcome = await callTool(server.url, name, input, { token: tokens[credential] })
      const expected = declared(operation, credential)

      const code = outcome.ok ? 'allowed' : refusals.includes(outcome.code) ? outcome.code : 'allowed'
      expect(code, JSON.stringify(outcome)).toBe(expected)
      if (outcome.ok || expected === 'allowed') return
      expect(outcome.status).toBe(expected === 'insufficient_scope' ? 403 : 401)
      if (expected === 'insufficient_scope') expect(outcome.problem.scope).toBe(operation.metadata.scope)
    },
  )
})

const accepted = (Object.keys(credentials) as Credential[]).filter((name) => credentials[name] !== null)

it.each(accepted)('MCP lists with %s only the tools that it can call', async (credential) => {
  const response = await requestMcp(server.url, 'tools/list', {}, { token: tokens[credential] })
  const { result } = (await response.json()) as { result: { tools: { name: string }[]; cacheScope: string } }
  const callable = withTool.filter((operation) => declared(operation, credential) === 'allowed').map(toolOf)

  expect(result.tools.map(({ name }) => name)).toEqual(callable)
  expect(result.cacheScope).toBe('private')
})

it.each(all.filter(({ metadata }) => !metadata.tool).map(({ name }) => name))('MCP does not serve %s', async (name) => {
  for (const tool of [name, name.replaceAll('.', '_')]) {
    const outcome = await callTool(server.url, tool, {}, { token: tokens['a session'] })
    expect(outcome).toMatchObject({ ok: false, problem: { code: -32602 } })
  }
})

describe('a challenge of MCP', () => {
  const metadataUrl = () => `${server.url}/.well-known/oauth-protected-resource/mcp`

  it('names the metadata of the endpoint, and the scopes of the tools', async () => {
    const response = await requestMcp(server.url, 'tools/list')
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toBe(
      `Bearer scope="account:read tasks:read tasks:write", resource_metadata="${metadataUrl()}"`,
    )
    expect(await (await fetch(metadataUrl())).json()).toMatchObject({ resource: `${server.url}/mcp` })
  })

  it('names the scope that a token lacks', async () => {
    const params = { name: 'create_task', arguments: { title: 'a' } }
    const response = await requestMcp(server.url, 'tools/call', params, { token: tokens['a token with tasks:read'] })
    expect(response.status).toBe(403)
    expect(response.headers.get('www-authenticate')).toBe(
      `Bearer error="insufficient_scope", scope="tasks:write", resource_metadata="${metadataUrl()}"`,
    )
  })
})

it('MCP does not distinguish a task of another user from none', async () => {
  const eve = await server.signUp()
  const { id } = await eve.value<{ id: string }>('tasks.create', { title: 'Of Eve' })
  for (const name of ['get_task', 'update_task', 'complete_task', 'delete_task', 'restore_task']) {
    const problemOf = async (taskId: string) => {
      const outcome = await callTool(server.url, name, { taskId }, { token: tokens['a session'] })
      return JSON.stringify(outcome)
        .replace(/"requestId":"[^"]*"/, '')
        .replaceAll(taskId, 'ID')
    }
    expect(await problemOf(id), name).toBe(await problemOf(unknownTaskId))
    expect(await problemOf(id), name).toContain('not_found')
  }
})
