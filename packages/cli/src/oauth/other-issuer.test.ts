import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type ForeignApi, foreignClientId, startForeignApi } from '../../test/foreign-issuer.js'
import { type Cli, openCli } from '../../test/run-cli.js'
import { signInByBrowser, signInByDevice } from '../../test/sign-in.js'

let api: ForeignApi
let cli: Cli
beforeAll(async () => {
  api = await startForeignApi({ tokenLifetime: 61 })
  cli = await openCli({ TASKPACT_URL: api.url })
})
afterAll(async () => {
  await cli?.close()
  await api?.close()
})
afterEach(() => cli.run(['logout']))

const user = { login: 'ada0000000000000000000000000000a', password: 'any' }
const client = ['--client-id', foreignClientId, '--store', 'file']
const stored = async () =>
  JSON.parse(JSON.parse(await readFile(join(cli.config, 'taskpact/tokens.json'), 'utf8'))[api.url])

describe('login at another authorization server', () => {
  it.each([
    ['a browser', signInByBrowser],
    ['a device code', signInByDevice],
  ])('by %s stores a refresh token, which gets a token for each resource', async (_, signIn) => {
    const { code, stderr } = await signIn(cli, user, client)

    expect(code, stderr).toBe(0)
    expect(await stored()).toMatchObject({
      clientId: foreignClientId,
      refreshToken: expect.any(String),
      accessTokens: { [`${api.url}/api`]: { token: expect.any(String) } },
    })
    expect(await cli.run(['tasks', 'create', '--title', 'Kettle', '--json', 'title'])).toMatchObject({
      code: 0,
      stdout: '{"title":"Kettle"}\n',
    })
    await cli.run(['mcp'], { stdin: '{"jsonrpc":"2.0","id":1,"method":"tools/list"}\n' })
    expect(Object.keys((await stored()).accessTokens)).toEqual([`${api.url}/api`, `${api.url}/mcp`])
  })
})
