import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { User } from '@taskpact/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type OwnServer, onPages, startOwnServer } from '../../test/own-server.js'
import { type Cli, openCli } from '../../test/run-cli.js'
import { signInByBrowser, signInByDevice } from '../../test/sign-in.js'

let server: OwnServer
let user: User
let cli: Cli
beforeAll(async () => {
  server = await startOwnServer()
  user = await server.signUp()
  cli = await openCli({ TASKPACT_URL: server.publicUrl })
})
afterAll(async () => {
  await cli?.close()
  await server?.close()
})
afterEach(() => cli.run(['logout']))

const inFile = ['--store', 'file']
const stored = async () =>
  JSON.parse(JSON.parse(await readFile(join(cli.config, 'taskpact/tokens.json'), 'utf8'))[server.publicUrl])

describe.each([
  ['--browser', signInByBrowser],
  ['--device', signInByDevice],
])('login %s', (_, signIn) => {
  it('signs in for the API and for MCP, and logout ends both', async () => {
    const { code, stdout, stderr } = await signIn(cli, onPages(user), inFile)
    expect({ code, stdout }, stderr).toEqual({ code: 0, stdout: '' })
    expect(stderr).toContain(`as ${user.email}`)

    const listed = await cli.run(['mcp'], {
      stdin: '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"list_tasks","arguments":{}}}\n',
    })
    expect(JSON.parse(listed.stdout), listed.stderr).toMatchObject({ id: 1, result: expect.any(Object) })
    expect((await cli.run(['whoami', '--json', 'email'])).stdout).toBe(`{"email":"${user.email}"}\n`)

    const { accessTokens, refreshToken, clientId, tokenEndpoint } = await stored()
    const left = await cli.run(['logout'])
    expect(left.code, left.stderr).toBe(0)
    expect((await cli.run(['whoami'])).code).toBe(4)
    const { token } = accessTokens[`${server.publicUrl}/api`]
    const used = await cli.run(['whoami'], { env: { TASKPACT_TOKEN: token } })
    expect([used.code, used.stderr]).toEqual([4, expect.stringContaining('invalid_token')])
    const form = { grant_type: 'refresh_token', refresh_token: refreshToken, client_id: clientId }
    const refused = await fetch(tokenEndpoint, { method: 'POST', body: new URLSearchParams(form) })
    expect(await refused.json()).toMatchObject({ error: 'invalid_grant' })
  })
})
