import { readFile } from 'node:fs/promises'
import { startTestServer, type TestServer } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Installed, installCli } from '../test/shell.js'
import { findCommand } from './find-command.js'
import { parseFlags } from './parse-flags.js'

let server: TestServer
let cli: Installed
let readme: string
beforeAll(async () => {
  readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  server = await startTestServer()
  const { token } = await server.signUp()
  cli = await installCli({ TASKPACT_URL: server.url, TASKPACT_TOKEN: token, NO_COLOR: '1' })
})
afterAll(async () => {
  await cli?.close()
  await server?.close()
})

/** Runs a line of a shell on a terminal with 100 columns, and returns what the terminal shows. */
async function onTerminal(line: string): Promise<string> {
  const command = 'stty cols 100; bash --norc -c "$LINE"'
  const { stdout } = await cli.inShell('script', ['-qec', command, '/dev/null'], { LINE: line })
  return stdout.replaceAll('\r', '')
}

describe('README', () => {
  it('shows the session as it happens', async () => {
    const [, session = ''] = /```console\n(.*?)```/s.exec(readme) ?? []
    const lines = [...session.matchAll(/^\$ (.*)$/gm)].map(([, line]) => line as string)

    let shown = ''
    for (const line of lines) shown += `$ ${line}\n${await onTerminal(line)}`
    expect(lines.length).toBeGreaterThan(5)
    expect(shown).toBe(session)
  })

  it('has only valid commands in its other examples', () => {
    const examples = [...readme.matchAll(/^taskpact ([^#|<\n]*)/gm)].map(([, text = '']) => text.trim().split(' '))

    expect(examples.length).toBeGreaterThan(8)
    for (const words of examples) {
      const { command, args } = findCommand(words)
      if (!command) throw new Error(`Not a command: ${words.join(' ')}`)
      parseFlags(command, args)
    }
  })
})
