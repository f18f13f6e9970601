import { execFile } from 'node:child_process'
import { startTestServer, type TestServer } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Cli, openCli, resultOf } from '../test/run-cli.js'

let server: TestServer
let cli: Cli
let token: string
const title = 'Clear\x1b[2J \u202eme'
beforeAll(async () => {
  server = await startTestServer()
  token = (await server.signUp()).token
  cli = await openCli({ TASKPACT_URL: server.url, TASKPACT_TOKEN: token, TERM: 'xterm' })
  await cli.run(['tasks', 'create', '--title', title])
})
afterAll(async () => {
  await cli?.close()
  await server?.close()
})

/** Runs a command on a terminal of this width. */
async function onTerminal(columns: number, args: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const command = `stty cols ${columns} rows 24; ${process.execPath} ${cli.file} ${args}`
  const child = execFile('script', ['-qec', command, '/dev/null'], { env: { ...cli.env, ...env } })
  return (await resultOf(child)).stdout.replaceAll('\r', '')
}

describe('a terminal', () => {
  it.each([0, 60, 120, 200])('shows a table with %i columns, without the controls of a title', async (columns) => {
    const shown = await onTerminal(columns, 'tasks list', { NO_COLOR: '1' })

    expect(shown).toMatch(/^id +title/)
    expect(shown).toContain('Clear\\x1b')
    expect(shown).not.toMatch(/[\x1b\u202e]/)
    for (const line of shown.split('\n')) expect(line.length).toBeLessThanOrEqual(columns || 80)
  })

  it('shows a bold header unless NO_COLOR is set', async () => {
    expect(await onTerminal(80, 'tasks list')).toContain('\x1b[1mid')
  })

  it('shows JSON without the controls of a title', async () => {
    const shown = await onTerminal(80, 'tasks list --json title')

    expect(shown).not.toMatch(/[\x1b\u202e]/)
    expect(JSON.parse(shown)).toEqual([{ title }])
  })

  it('asks for a token without showing it', async () => {
    const command = `{ sleep 1; printf '%s\\r' '${token}'; sleep 1; } | script -qec '${process.execPath} ${cli.file} login --store file' /dev/null`
    const child = execFile('bash', ['-c', command], { env: { ...cli.env, TASKPACT_TOKEN: '' } })

    const { stdout } = await resultOf(child)
    expect(stdout).toContain('Personal access token')
    expect(stdout).toContain('Signed in')
    expect(stdout.replace(/^\S*/, '')).not.toContain(token)
  })

  it('asks before what cannot be undone', async () => {
    const id = JSON.parse((await cli.run(['tasks', 'create', '--title', 'Old', '--json', 'id'])).stdout).id
    await cli.run(['tasks', 'remove', id])
    const answer = (text: string) =>
      resultOf(
        execFile(
          'bash',
          [
            '-c',
            `{ sleep 1; printf '${text}\\r'; sleep 1; } | script -qec '${process.execPath} ${cli.file} tasks purge ${id}' /dev/null`,
          ],
          { env: cli.env },
        ),
      )

    expect((await answer('n')).stdout).toContain('Cancelled')
    expect((await answer('y')).stdout).toContain('Done')
    expect((await cli.run(['tasks', 'restore', id])).code).toBe(5)
  })
})

describe('without a terminal', () => {
  it('prints no escape codes', async () => {
    expect((await cli.run(['tasks', 'list'])).stdout).not.toMatch(/[\x1b\u202e]/)
  })

  it('refuses what cannot be undone without --yes', async () => {
    const { code, stderr } = await cli.run(['tasks', 'purge', 'x'])

    expect([code, stderr]).toEqual([2, expect.stringContaining('--yes')])
  })
})
