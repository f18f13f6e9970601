import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { installKeychain } from '../../test/keychain.js'
import { onPages } from '../../test/own-server.js'
import { type Cli, openCli, resultOf } from '../../test/run-cli.js'
import { expireIn, readStored, signInByBrowser } from '../../test/sign-in.js'
import { useOwnServer } from '../../test/use-own-server.js'

const { server, user, cli } = useOwnServer()
afterEach(() => cli.forget())

const inFile = ['--store', 'file']
const signIn = () => signInByBrowser(cli, onPages(user), inFile)
const countTokenRequests = () => server.requests.filter((line) => line === 'POST /oauth/token').length

/** Milliseconds by which `advance` moves the clock of a command. */
const later = 600_000

describe('an access token that expires', () => {
  it('is refreshed once by commands that run at once', async () => {
    await signIn()
    await expireIn(cli, server.publicUrl, 0)
    const before = countTokenRequests()
    const { refreshToken } = await readStored(cli, server.publicUrl)

    const results = await Promise.all(Array.from({ length: 4 }, () => cli.run(['whoami', '--json', 'email'])))
    expect(results.map(({ code }) => code)).toEqual([0, 0, 0, 0])
    expect(countTokenRequests() - before).toBe(1)
    expect((await readStored(cli, server.publicUrl)).refreshToken).not.toBe(refreshToken)
    expect((await cli.run(['whoami'])).code).toBe(0)
  })

  it('is refreshed while an MCP client is connected', async () => {
    await signIn()
    const list = (id: number) => `${JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/list' })}\n`
    await cli.run(['mcp'], { stdin: list(0) })
    await expireIn(cli, server.publicUrl, 60_000 + later) // the command refreshes it a minute before
    const before = countTokenRequests()

    const { env, advance } = withClock(join(cli.folder, 'later'))
    const child = cli.start(['mcp'], { env })
    const result = resultOf(child)
    child.stdin?.write(list(1))
    await printedOnStdout(child)
    expect(countTokenRequests()).toBe(before)
    await advance()
    child.stdin?.end(list(2) + list(3))
    const lines = (await result).stdout.trim().split('\n')
    expect(lines.map((line) => JSON.parse(line).result?.tools.length > 0)).toEqual([true, true, true])
    expect(countTokenRequests()).toBe(before + 1)
  })
})

describe('the keychain', () => {
  it('keeps the sign-in, also if it takes only as much as that of Windows', async () => {
    const other = await openCli({ TASKPACT_URL: server.publicUrl })
    try {
      await installKeychain(other.folder)
      const { code, stderr } = await signInByBrowser(other, onPages(user), [])
      const list = { stdin: `${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' })}\n` }
      const runs = [await other.run(['mcp'], list), await other.run(['whoami']), await other.run(['mcp'], list)]

      expect([code, stderr]).toEqual([0, expect.stringContaining('the keychain')])
      expect(runs.map((run) => [run.code, run.stdout.includes('"error"')])).toEqual(Array(3).fill([0, false]))
      expect((await other.run(['logout'])).stderr).toContain('revoked')
      expect((await other.run(['whoami'])).code).toBe(4)
    } finally {
      await other.close()
    }
  })
})

describe('an app that was disconnected', () => {
  it.each([
    ['the access token', 800_000],
    ['the refresh token', 0],
  ])('is refused with %s: exit code 4, and what to do', async (_, lifetime) => {
    await signIn()
    const { revocationEndpoint, refreshToken, clientId } = await readStored(cli, server.publicUrl)
    await fetch(revocationEndpoint, {
      method: 'POST',
      body: new URLSearchParams({ token: refreshToken, client_id: clientId }),
    })
    await expireIn(cli, server.publicUrl, lifetime)

    const { code, stdout, stderr } = await cli.run(['tasks', 'list'])
    expect({ code, stdout }, stderr).toEqual({ code: 4, stdout: '' })
    expect(stderr).toContain(`taskpact login --url ${server.publicUrl}`)
  })
})

/** The environment of a command whose clock is later once a file exists. */
function withClock(file: string) {
  const clock = `import { existsSync } from 'node:fs'
    const now = Date.now
    Date.now = () => now() + (existsSync(${JSON.stringify(file)}) ? ${later} : 0)`
  return {
    env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(clock)}` },
    advance: () => writeFile(file, ''),
  }
}

function printedOnStdout(child: ReturnType<Cli['start']>): Promise<unknown> {
  return new Promise((resolve) => child.stdout?.once('data', resolve))
}
