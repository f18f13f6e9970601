import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTestServer, type TestServer } from '@taskpact/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runScript, type ScriptName } from './run-script.js'

let server: TestServer
let folder: string
beforeAll(async () => {
  server = await startTestServer()
  folder = await mkdtemp(join(tmpdir(), 'taskpact-'))
})
afterAll(async () => {
  await server?.close()
  await rm(folder, { recursive: true })
})

it('README script commands run as written', async () => {
  const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8')
  const commandLine = /^(?:TASKPACT_PASSWORD='(.*)' )?npx -y pnpm@12 (seed|smoke|export-tasks) *([^#\n]*)/gm

  const exits: [script: string, code: number][] = []
  for (const [, secret, script, args = ''] of readme.matchAll(commandLine)) {
    const scriptArgs = args.replace('https://tasks.example.org', server.url).split(' ').filter(Boolean)
    const env = { API: server.url, cwd: folder, ...(secret && { TASKPACT_PASSWORD: secret }) }
    const { code } = await runScript(script as ScriptName, scriptArgs, env, { fromSource: true })
    exits.push([script as string, code])
  }

  expect(exits).toEqual([
    ['seed', 0],
    ['smoke', 0],
    ['export-tasks', 0],
  ])
  expect(JSON.parse(await readFile(join(folder, 'tasks.json'), 'utf8')).length).toBeGreaterThan(100)
})
