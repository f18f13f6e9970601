import { execFile } from 'node:child_process'
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { onPages } from '../../test/own-server.js'
import { resultOf } from '../../test/run-cli.js'
import { openTestBrowser } from '../../test/test-browser.js'
import { useOwnServer } from '../../test/use-own-server.js'

const { user, cli } = useOwnServer({ TERM: 'xterm' })
let bin: string
beforeAll(async () => {
  bin = join(cli.folder, 'bin')
  await mkdir(bin)
  // Programs that write their arguments into a file instead of opening a window.
  for (const name of ['xdg-open', 'my-browser']) {
    await writeFile(join(bin, name), `#!/bin/sh\necho "$0 $*" > '${opened()}'\n`)
    await chmod(join(bin, name), 0o755)
  }
})
beforeEach(() => rm(opened(), { force: true }))

function opened(): string {
  return join(cli.folder, 'opened')
}

/** Runs `login` on a terminal, and signs in at the URL that it prints. */
async function login(env: Readonly<Record<string, string>>) {
  const child = execFile(
    'script',
    ['-qec', `stty cols 80; ${process.execPath} ${cli.file} login --store file`, '/dev/null'],
    {
      env: { ...cli.env, PATH: `${bin}:${cli.env.PATH}`, ...env },
    },
  )
  const result = resultOf(child)
  let shown = ''
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (text: string) => {
      shown += text
      const [, found] = /^(http\S+)\r?$/m.exec(shown) ?? []
      if (found !== undefined && /\n$/.test(shown)) resolve(found)
    })
    child.on('close', () => reject(new Error(shown)))
  })
  await openTestBrowser().visit(url, onPages(user))
  const { stdout } = await result
  expect(stdout).toContain('Signed in')
  return { stdout, url, program: await readFile(opened(), 'utf8').catch(() => '') }
}

describe('login on a terminal', () => {
  it('opens the browser of the system with the URL that it prints', async () => {
    const { url, program } = await login({})

    expect(program).toBe(`${join(bin, 'xdg-open')} ${url}\n`)
  })

  it('opens the program of BROWSER with its arguments, also in a session of SSH', async () => {
    const { url, program } = await login({ BROWSER: 'my-browser --new-window %s', SSH_CONNECTION: '::1 1 ::1 22' })

    expect(program).toBe(`${join(bin, 'my-browser')} --new-window ${url}\n`)
  })

  it('opens nothing in a session of SSH, and names --device', async () => {
    const { stdout, program } = await login({ SSH_CONNECTION: '::1 1 ::1 22' })

    expect([program, stdout]).toEqual(['', expect.stringContaining('taskpact login --device')])
  })

  it.each(['false', 'a-program-that-does-not-exist'])(
    'names --device if BROWSER=%s cannot open it',
    async (program) => {
      expect((await login({ BROWSER: program })).stdout).toContain('could not be opened')
    },
  )
})
