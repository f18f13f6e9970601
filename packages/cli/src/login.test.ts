import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { PersonalTokenPage } from '@taskpact/contract'
import { startTestServer, type TestServer, testPassword, type User } from '@taskpact/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { installKeychain } from '../test/keychain.js'
import { type Cli, openCli } from '../test/run-cli.js'

let server: TestServer
let user: User
let cli: Cli
beforeAll(async () => {
  server = await startTestServer()
  user = await server.signUp()
  cli = await openCli({ TASKPACT_URL: server.url })
})
afterAll(async () => {
  await cli?.close()
  await server?.close()
})
afterEach(() => cli.forget())

const login = (...args: string[]) => cli.run(['login', ...args], { stdin: `${user.token}\n` })

describe('login', () => {
  it('refuses to write a file unless asked, and says how', async () => {
    const { code, stdout, stderr } = await login()

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain('--store file')
    expect(await readdir(cli.config).catch(() => [])).toEqual([])
  })

  it('stores the token in a file of the owner with --store file', async () => {
    const { code, stdout, stderr } = await login('--store', 'file', '--token-stdin')
    const folder = join(cli.config, 'taskpact')

    expect({ code, stdout }, stderr).toEqual({ code: 0, stdout: '' })
    expect(stderr).toContain(user.email)
    expect(stderr).not.toContain(user.token)
    expect(await readdir(folder)).toEqual(['tokens.json'])
    expect((await stat(join(folder, 'tokens.json'))).mode & 0o777).toBe(0o600)
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
    expect((await cli.run(['whoami', '--json', 'email'])).stdout).toBe(`{"email":"${user.email}"}\n`)
  })

  it('stores a token for each server', async () => {
    await login('--store', 'file')

    const { code, stderr } = await cli.run(['whoami', '--url', 'http://localhost:9'])
    expect([code, stderr]).toEqual([4, expect.stringContaining('http://localhost:9')])
    expect(JSON.parse(await readFile(join(cli.config, 'taskpact/tokens.json'), 'utf8'))).toEqual({
      [server.url]: user.token,
    })
  })

  it('stores nothing for a token that the server refuses', async () => {
    const { code, stderr } = await cli.run(['login', '--store', 'file'], { stdin: 'tpt_wrong' })

    expect(code).toBe(4)
    expect(stderr).not.toContain('tpt_wrong')
    expect((await cli.run(['whoami'])).code).toBe(4)
  })

  it('creates a token with an e-mail address and a password, and leaves no session', async () => {
    const args = ['login', '--store', 'file', '--email', user.email, '--scopes', 'tasks:read,account:read']
    const { code, stderr } = await cli.run(args, { stdin: `${testPassword}\n` })
    const { items } = await user.value<PersonalTokenPage>('auth.tokens.list')

    expect(code, stderr).toBe(0)
    expect(items).toMatchObject([
      { name: expect.stringMatching(/^taskpact on /), scopes: ['tasks:read', 'account:read'] },
    ])
    expect(await user.value('auth.sessions.list')).toMatchObject({ items: [{ current: true }] })
    expect((await cli.run(['tasks', 'list'])).code).toBe(0)
    const refused = await cli.run(['tasks', 'create', '--title', 'x'])
    expect([refused.code, refused.stderr]).toEqual([4, expect.stringContaining('tasks:write')])
  })

  it('stores a token that cannot read the account', async () => {
    const { code, stderr } = await cli.run(
      ['login', '--store', 'file', '--email', user.email, '--scopes', 'tasks:read'],
      { stdin: testPassword },
    )

    expect(code, stderr).toBe(0)
    expect((await cli.run(['tasks', 'list'])).code).toBe(0)
    expect((await cli.run(['whoami'])).code).toBe(4)
  })

  it('leaves no token if it cannot be stored, or the password is wrong', async () => {
    const other = await server.signUp()
    const run = (...args: string[]) => cli.run(['login', '--email', other.email, ...args], { stdin: testPassword })

    expect((await run()).code).toBe(1)
    expect((await run('--store', 'file', '--scopes', 'tasks:all')).code).toBe(2)
    expect((await cli.run(['login', '--store', 'file', '--email', other.email], { stdin: 'wrong' })).code).toBe(4)
    expect(await other.value('auth.tokens.list')).toMatchObject({ items: [] })
    expect(await other.value('auth.sessions.list')).toMatchObject({ items: [{ current: true }] })
  })

  it('takes no token from the command line', async () => {
    expect((await cli.run(['login', user.token])).code).toBe(2)
    expect((await cli.run(['login', '--token', user.token])).code).toBe(2)
  })

  it('uses TASKPACT_TOKEN before the stored token', async () => {
    await login('--store', 'file')
    const other = await server.signUp()

    const { stdout } = await cli.run(['whoami', '--json', 'email'], { env: { TASKPACT_TOKEN: other.token } })
    expect(JSON.parse(stdout)).toEqual({ email: other.email })
  })

  it('refuses to send a token over plain HTTP to another computer', async () => {
    const { code, stderr } = await cli.run(['tasks', 'list', '--url', 'http://tasks.invalid'], {
      env: { TASKPACT_TOKEN: user.token },
    })

    expect([code, stderr]).toEqual([2, expect.stringContaining('--insecure')])
  })

  it('uses the keychain where the optional package is installed', async () => {
    const other = await openCli({ TASKPACT_URL: server.url })
    try {
      await installKeychain(other.folder)

      const stored = await other.run(['login'], { stdin: user.token })
      const user1 = await other.run(['whoami', '--json', 'email'])
      const left = await other.run(['logout'])
      const after = await other.run(['whoami'])
      expect([stored.code, stored.stderr]).toEqual([0, expect.stringContaining('the keychain')])
      expect(user1.stdout).toContain(user.email)
      expect([left.code, after.code]).toEqual([0, 4])
      expect(await readdir(other.config).catch(() => [])).toEqual([])
    } finally {
      await other.close()
    }
  })

  it.each(['--browser', '--no-browser', '--device'])(
    'refuses %s without an authorization server, and says what to do',
    async (flag) => {
      const { code, stderr } = await cli.run(['login', flag, '--store', 'file'])

      expect([code, stderr]).toEqual([1, expect.stringMatching(/--email .*--token-stdin/)])
    },
  )

  it('takes one way to sign in', async () => {
    expect((await cli.run(['login', '--device', '--email', user.email])).code).toBe(2)
    expect((await cli.run(['login', '--no-browser', '--token-stdin'])).code).toBe(2)
  })
})

describe('logout', () => {
  it('deletes the stored token', async () => {
    await login('--store', 'file')

    expect((await cli.run(['logout'])).code).toBe(0)
    expect((await cli.run(['whoami'])).code).toBe(4)
    expect(await readFile(join(cli.config, 'taskpact/tokens.json'), 'utf8')).not.toContain(user.token)
  })
})
