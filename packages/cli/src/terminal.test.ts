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

/** Runs a command on a terminal, and answers the question that contains `question`. */
async function answering(args: string, question: string, answer: string, env = {}): Promise<string> {
  const child = execFile('script', ['-qec', `${process.execPath} ${cli.file} ${args}`, '/dev/null'], {
    env: { ...cli.env, ...env },
  })
  let shown = ''
  child.stdout?.on('data', (text: string) => {
    const isAsked = shown.includes(question)
    shown += text
    if (!isAsked && shown.includes(question)) child.stdin?.write(`${answer}\r`)
  })
  return (await resultOf(child)).stdout
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
    const shown = await answering('login --store file', 'Personal access token', token, { TASKPACT_TOKEN: '' })

    expect(shown).toContain('Signed in')
    expect(shown).not.toContain(token)
  })

  it('asks before what cannot be undone', async () => {
    const { id } = JSON.parse((await cli.run(['tasks', 'create', '--title', 'Old', '--json', 'id'])).stdout)
    await cli.run(['tasks', 'remove', id])

    expect(await answering(`tasks purge ${id}`, '[y/N]', 'n')).toContain('Cancelled')
    expect(await answering(`tasks purge ${id}`, '[y/N]', 'y')).toContain('Done')
    expect((await cli.run(['tasks', 'restore', id])).code).toBe(5)
  })

  it('ends a question on Ctrl-C', async () => {
    expect(await answering('login', 'Personal access token', '\x03', { TASKPACT_TOKEN: '' })).not.toContain('Signed in')
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
