import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startTestServer, type TestServer } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../support/server-process.js'

describe('a server with OAUTH=off', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer()
  })
  afterAll(() => server?.close())

  it.each([
    '/.well-known/oauth-authorization-server',
    '/.well-known/openid-configuration',
    '/oauth/authorize',
    '/oauth/jwks',
    '/oauth/token',
    '/oauth/device',
    '/oauth/passkey.js',
  ])('O13: serves nothing at %s', async (path) => {
    expect(await server.send(path)).toMatchObject({ status: 404, body: { code: 'not_found' } })
  })

  it('lists no connected apps, as its document says', async () => {
    const ada = await server.signUp()
    expect(await ada.value('auth.apps.list')).toEqual({ items: [], nextCursor: null })
    const { text } = await server.send('/docs.md')
    expect(text).toContain('A server that does not authorize apps has none.')
  })

  it('names no authorization server in the metadata of its resources', async () => {
    const { body } = await server.send('/.well-known/oauth-protected-resource/api')
    expect(body).toMatchObject({ resource: `${server.url}/api` })
    expect(body).not.toHaveProperty('authorization_servers')
  })
})

it('O13: loads the library of the authorization server only with OAUTH=own', async () => {
  const script = fileURLToPath(new URL('loaded-packages.ts', import.meta.url))
  const command = ['--conditions=@taskpact/source', '--import=tsx', script]
  const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: root })

  expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toEqual({ off: [], own: ['koa'] })
})
