import {
  contract,
  errorTable,
  grantedScopes,
  type Operation,
  operations,
  type Scope,
  scopeNames,
} from '@taskpact/contract'
import { type Transport, transports, transportsOf, type User } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectApp, type OAuthServer, startOAuthServer } from '../oauth/oauth-server.js'
import { sampleInput } from '../support/sample-input.js'
import { createToken, externalToken } from './token-calls.js'

let server: OAuthServer
let ada: User
const ids: Record<string, unknown> = {}
const tokens = new Map<string, string | undefined>()

/** Each kind of credential with the scopes that it has. Undefined: all, as a session. */
const credentials: readonly (readonly [name: string, granted: readonly Scope[] | undefined | 'none'])[] = [
  ['no token', 'none'],
  ['a session', undefined],
  ['a token of an external issuer', undefined],
  ['a token of an external issuer with other scopes', []],
  ...scopeNames.flatMap((scope) => [
    [`a personal access token with ${scope}`, grantedScopes([scope])] as const,
    [`a token of an external issuer with ${scope}`, grantedScopes([scope])] as const,
    [`a token of an app with ${scope}`, grantedScopes([scope])] as const,
  ]),
  ['a personal access token with every scope', scopeNames],
]

beforeAll(async () => {
  server = await startOAuthServer()
  ada = await server.signUp()
  tokens.set('a session', ada.token)
  tokens.set('a token of an external issuer', externalToken())
  tokens.set('a token of an external issuer with other scopes', externalToken({ scope: 'openid profile' }))
  for (const scope of scopeNames) {
    tokens.set(`a personal access token with ${scope}`, (await createToken(ada, [scope])).token)
    tokens.set(`a token of an external issuer with ${scope}`, externalToken({ scope: `openid ${scope}` }))
    const { tokens: ofApp } = await connectApp(server, ada, { scope })
    tokens.set(`a token of an app with ${scope}`, ofApp.access_token)
  }
  tokens.set('a personal access token with every scope', (await createToken(ada, scopeNames)).token)
  const { id: taskId } = await ada.value<{ id: string }>('tasks.create', { title: 'Of Ada' })
  const unknownId = '0199e8f4-63a1-7d0e-8b11-000000000000'
  Object.assign(ids, { taskId, sessionId: unknownId, tokenId: unknownId })
})
afterAll(() => server?.close())

/** What the contract declares: undefined if access is granted. */
function declared({ metadata: { access, scope } }: Operation, granted: (typeof credentials)[number][1]) {
  if (access === 'public') return undefined
  if (granted === 'none') return 'unauthenticated'
  return granted === undefined || (scope !== null && (granted as readonly string[]).includes(scope))
    ? undefined
    : 'insufficient_scope'
}

/** The codes that refuse access. */
const refusals = ['unauthenticated', 'invalid_token', 'token_expired', 'insufficient_scope']

/** Their successes would end the session that the other calls use, or change the password. */
const ending = ['auth.signout', 'auth.deleteMe', 'auth.changePassword', 'auth.sessions.revokeOthers']

describe.each<Transport>(transports)('%s', (transport) => {
  const all = operations(contract)
    .filter((operation) => transportsOf(operation).includes(transport))
    .map((operation) => [operation.name, operation] as const)

  it.each(all)(
    'K1: %s is served to the credentials that the contract declares, and to no other',
    async (name, operation) => {
      for (const [credential, granted] of credentials) {
        const expected = declared(operation, granted)
        if (expected === undefined && ending.includes(name)) continue
        const outcome = await server.by(transport).call(name, sampleInput(operation, ids), tokens.get(credential))
        const refusal = outcome.ok || !refusals.includes(outcome.code) ? undefined : outcome.code

        // These check a token in the input.
        if (operation.metadata.access === 'public') expect(refusal ?? 'invalid_token', credential).toBe('invalid_token')
        else expect(refusal, credential).toBe(expected)
      }
    },
  )
})

describe('insufficient_scope', () => {
  it('K2: is judged before the input, and names the scope and the metadata of the resource', async () => {
    const token = tokens.get('a personal access token with tasks:read') as string
    const { status, body, headers } = await server.send('/api/me/tasks', { method: 'POST', token, body: '{not json' })

    expect({ status, body }).toMatchObject({
      status: errorTable.insufficient_scope.status,
      body: { code: 'insufficient_scope', scope: 'tasks:write' },
    })
    expect(headers['www-authenticate']).toBe(
      `Bearer error="insufficient_scope", scope="tasks:write", resource_metadata="${server.publicUrl}/.well-known/oauth-protected-resource/api"`,
    )
  })

  it('names no scope for an operation that requires a session', async () => {
    const token = tokens.get('a personal access token with every scope') as string
    const { body, headers } = await server.send('/api/auth/sessions', { token })

    expect(body).not.toHaveProperty('scope')
    expect(headers['www-authenticate']).toMatch(/^Bearer error="insufficient_scope", resource_metadata="[^"]+"$/)
  })
})

describe('the metadata of the protected resource (RFC 9728)', () => {
  it('names the resource and its scopes', async () => {
    const { status, body } = await server.send('/.well-known/oauth-protected-resource/api')

    expect({ status, body }).toEqual({
      status: 200,
      body: {
        resource: server.resources.api,
        authorization_servers: [server.publicUrl],
        resource_name: 'Taskpact',
        scopes_supported: scopeNames,
        bearer_methods_supported: ['header'],
      },
    })
  })
})
