import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../../server/test/support/test-server.js'
import { run } from './run.js'

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

it('does what the README says, as it is written there', async () => {
  const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8')
  const line = /^(?:TASKPACT_PASSWORD='(.*)' )?npx -y pnpm@12 (seed|smoke|export-tasks) *([^#\n]*)/gm

  const ended: [script: string, code: number][] = []
  for (const [, secret, script, args = ''] of readme.matchAll(line)) {
    const given = args.replace('https://tasks.example.org', server.url).split(' ').filter(Boolean)
    const env = { API: server.url, cwd: folder, ...(secret && { TASKPACT_PASSWORD: secret }) }
    const { code } = await run(script as 'seed' | 'smoke' | 'export-tasks', given, env)
    ended.push([script as string, code])
  }

  expect(ended).toEqual([
    ['seed', 0],
    ['smoke', 0],
    ['export-tasks', 0],
  ])
  expect(JSON.parse(await readFile(join(folder, 'tasks.json'), 'utf8')).length).toBeGreaterThan(100)
})
