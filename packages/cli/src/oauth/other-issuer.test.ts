import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type ForeignApi, foreignClientId, startForeignApi } from '../../test/foreign-issuer.js'
import { type Cli, openCli, resultOf } from '../../test/run-cli.js'
import { readStored, signInByBrowser, signInByDevice } from '../../test/sign-in.js'

/** Seconds. */
const tokenLifetime = 4
const polling = { timeout: 30_000, interval: 50 }

let api: ForeignApi
let cli: Cli
beforeAll(async () => {
  api = await startForeignApi({ tokenLifetime })
  cli = await openCli({ TASKPACT_URL: api.url })
})
afterAll(async () => {
  await cli?.close()
  await api?.close()
})
afterEach(() => cli.forget())

const user = { login: 'ada', password: 'any' }
const options = ['--client-id', foreignClientId, '--store', 'file']

describe('login at another authorization server', () => {
  it.each([
    ['a browser', signInByBrowser],
    ['a device code', signInByDevice],
  ])('by %s stores a refresh token, which gets a token for each resource', async (_, signIn) => {
    const { code, stderr } = await signIn(cli, user, options)

    expect(code, stderr).toBe(0)
    expect(await readStored(cli, api.url)).toMatchObject({
      clientId: foreignClientId,
      refreshToken: expect.any(String),
      accessTokens: { [`${api.url}/api`]: { token: expect.any(String) } },
    })
    const created = await cli.run(['tasks', 'create', '--title', 'Kettle', '--json', 'title'])
    expect(created, created.stderr).toMatchObject({ code: 0, stdout: '{"title":"Kettle"}\n' })
    await cli.run(['mcp'], { stdin: '{"jsonrpc":"2.0","id":1,"method":"tools/list"}\n' })
    expect(Object.keys((await readStored(cli, api.url)).accessTokens)).toEqual([`${api.url}/api`, `${api.url}/mcp`])
  })

  it('is refused for a client that the server does not know', async () => {
    const { code, stderr } = await cli.run(['login', '--device', '--store', 'file'])

    expect([code, stderr]).toEqual([4, expect.stringContaining('--client-id')])
  })
})

describe('tasks watch', () => {
  it('continues when the access token expires, and prints each change', async () => {
    await signInByBrowser(cli, user, options)
    const child = cli.start(['tasks', 'watch', '--json', 'task'])
    const result = resultOf(child)
    const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })
    const titles: string[] = []
    lines.on('line', (line) => titles.push(JSON.parse(line).task.title))
    const create = (title: string) => cli.run(['tasks', 'create', '--title', title])
    while (titles.length === 0) await create('Start')
    const before = api.requests.length
    await expect.poll(() => api.requests.slice(before), polling).toContain('POST /token')

    const [, created] = await Promise.all([once(lines, 'line'), create('After the expiry')])
    expect(created.code, created.stderr).toBe(0)
    expect(titles.at(-1)).toBe('After the expiry')
    child.kill('SIGINT')
    expect(await result).toMatchObject({ code: 130 })
  })

  it('ends with 4 when the grant was revoked', async () => {
    await signInByBrowser(cli, user, options)
    const child = cli.start(['tasks', 'watch', '--json', 'task'])
    const result = resultOf(child)
    const { revocationEndpoint, refreshToken, clientId } = await readStored(cli, api.url)
    const readToken = async () => (await readStored(cli, api.url)).refreshToken
    await expect.poll(readToken, polling).not.toBe(refreshToken)
    const newer = await readToken()
    for (const token of [refreshToken, newer]) {
      await fetch(revocationEndpoint, { method: 'POST', body: new URLSearchParams({ token, client_id: clientId }) })
    }

    const { code, stderr } = await result
    expect([code, stderr]).toEqual([4, expect.stringContaining(`taskpact login --url ${api.url}`)])
  })
})

describe('logout', () => {
  it('deletes the token although the authorization server does not respond, and exits with 8', async () => {
    const other = await startForeignApi()
    const env = { TASKPACT_URL: other.url }
    await signInByBrowser(cli, user, options, { env })
    await other.close()

    const { code, stderr } = await cli.run(['logout'], { env })
    expect([code, stderr]).toEqual([8, expect.stringContaining('could not be revoked')])
    expect((await cli.run(['whoami'], { env })).code).toBe(4)
  })
})
