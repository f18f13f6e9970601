import { afterEach, describe, expect, it } from 'vitest'
import { onPages } from '../../test/own-server.js'
import { resultOf } from '../../test/run-cli.js'
import { printed, readStored, signInByBrowser, signInByDevice } from '../../test/sign-in.js'
import { openTestBrowser } from '../../test/test-browser.js'
import { useOwnServer } from '../../test/use-own-server.js'

const { server, user, cli } = useOwnServer()
afterEach(() => cli.forget())

const inFile = ['--store', 'file']
const countTokenRequests = () => server.requests.filter((line) => line === 'POST /oauth/token').length
const isNotSignedIn = async () => expect((await cli.run(['whoami'])).code).toBe(4)

describe.each([
  ['--browser', signInByBrowser],
  ['--device', signInByDevice],
])('login %s', (flag, signIn) => {
  it('signs in for the API and for MCP, and logout ends both', async () => {
    const { code, stdout, stderr } = await signIn(cli, onPages(user), inFile)
    expect({ code, stdout }, stderr).toEqual({ code: 0, stdout: '' })
    expect(stderr).toContain(`as ${user.email}`)

    const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'list_tasks', arguments: {} } }
    const listed = await cli.run(['mcp'], { stdin: `${JSON.stringify(call)}\n` })
    expect(JSON.parse(listed.stdout), listed.stderr).toMatchObject({ id: 1, result: expect.any(Object) })
    expect((await cli.run(['whoami', '--json', 'email'])).stdout).toBe(`{"email":"${user.email}"}\n`)

    const { accessTokens, refreshToken, clientId, tokenEndpoint } = await readStored(cli, server.publicUrl)
    const left = await cli.run(['logout'])
    expect(left.code, left.stderr).toBe(0)
    await isNotSignedIn()
    const { token } = accessTokens[`${server.publicUrl}/api`] ?? {}
    const used = await cli.run(['whoami'], { env: { TASKPACT_TOKEN: String(token) } })
    expect([used.code, used.stderr]).toEqual([4, expect.stringContaining('invalid_token')])
    const form = { grant_type: 'refresh_token', refresh_token: refreshToken, client_id: clientId }
    const refused = await fetch(tokenEndpoint, { method: 'POST', body: new URLSearchParams(form) })
    expect(await refused.json()).toMatchObject({ error: 'invalid_grant' })
  })

  it('asks for the scopes of --scopes', async () => {
    await signIn(cli, onPages(user), [...inFile, '--scopes', 'tasks:read'])

    expect((await cli.run(['tasks', 'list'])).code).toBe(0)
    const refused = await cli.run(['tasks', 'create', '--title', 'x'])
    expect([refused.code, refused.stderr]).toEqual([4, expect.stringContaining('tasks:write')])
  })

  it('exits with 4 if the user denies it, and stores nothing', async () => {
    const { code, stderr } = await signIn(cli, onPages(user, 'deny'), inFile)

    expect([code, stderr]).toEqual([4, expect.stringContaining('denied')])
    await isNotSignedIn()
  })

  it('asks the user for nothing if the token cannot be stored', async () => {
    const { code, stderr } = await cli.run(['login', flag])

    expect([code, stderr]).toEqual([1, expect.stringContaining('--store file')])
    expect(stderr).not.toContain('http://127.0.0.1')
  })

  it.each([
    ['SIGINT', 130],
    ['SIGHUP', 129],
  ] as const)('ends on %s with %i', async (signal, exit) => {
    const child = cli.start(['login', flag, ...inFile], { env: { BROWSER: 'true' } })
    const result = resultOf(child)
    const url = await printed(child, /^(?:Or open )?(http\S+)$/m)
    child.kill(signal)

    expect((await result).code).toBe(exit)
    const redirect = new URL(url).searchParams.get('redirect_uri')
    if (redirect !== null) await expect(fetch(redirect)).rejects.toThrow()
  })
})

describe('a scope that does not exist', () => {
  it.each([
    ['--browser', () => signInByBrowser(cli, onPages(user), [...inFile, '--scopes', 'tasks:all'])],
    ['--device', () => cli.run(['login', '--device', ...inFile, '--scopes', 'tasks:all'])],
  ])('exits with 2 with %s', async (_, signIn) => {
    expect(await signIn()).toMatchObject({ code: 2, stderr: expect.stringContaining('--scopes: invalid_scope') })
  })
})

describe('the response of the browser', () => {
  /** Starts a sign-in, and sends responses to it. */
  const start = async () => {
    const child = cli.start(['login', '--no-browser', ...inFile])
    const result = resultOf(child)
    const url = await printed(child, /^(http\S+)$/m)
    const { redirect_uri: redirect = '', state = '' } = Object.fromEntries(new URL(url).searchParams)
    const send = async (parameters: Record<string, string>, path = redirect) =>
      (await fetch(`${path}?${new URLSearchParams(parameters)}`)).text()
    return { child, result, url, redirect, state, send }
  }

  it('is ignored with another state, and the sign-in still succeeds', async () => {
    const { result, url, send } = await start()

    expect(await send({ code: 'forged', state: 'forged', iss: server.publicUrl })).toContain('does not belong')
    await openTestBrowser().visit(url, onPages(user))
    expect(await result).toMatchObject({ code: 0, stderr: expect.stringContaining('ignored') })
  })

  it.each([
    ['another issuer', { iss: 'https://attacker.example' }],
    ['no issuer', {}],
  ])('is refused if it names %s', async (_, issuer) => {
    const before = countTokenRequests()
    const { result, state, send } = await start()

    const page = await send({ code: 'secret-code', state, ...issuer })
    const { code, stderr } = await result
    expect([code, stderr]).toEqual([1, expect.stringContaining(`not from ${server.publicUrl}`)])
    expect(page + stderr).not.toContain('secret-code')
    expect(countTokenRequests()).toBe(before)
    await isNotSignedIn()
  })

  it('is refused with a code that the server did not issue', async () => {
    const { result, state, send } = await start()

    await send({ code: 'secret-code', state, iss: server.publicUrl })
    const { code, stderr } = await result
    expect([code, stderr]).toEqual([4, expect.stringContaining('invalid_grant')])
    expect(stderr).not.toContain('secret-code')
  })

  it('is taken only at its path, and by its own address', async () => {
    const { child, redirect, state, send } = await start()

    await expect(send({ code: 'x', state }, redirect.replace('/callback', '/'))).rejects.toThrow()
    await expect(send({ code: 'x', state }, redirect.replace('127.0.0.1', 'localhost'))).rejects.toThrow()
    child.kill()
  })

  it('goes to the sign-in that it belongs to, if several wait', async () => {
    const [first, second] = await Promise.all([start(), start()])

    expect(first.redirect).not.toBe(second.redirect)
    await openTestBrowser().visit(second.url, onPages(user))
    const { code, stderr } = await second.result
    expect(code, stderr).toBe(0)
    first.child.kill()
    await first.result
  })
})
