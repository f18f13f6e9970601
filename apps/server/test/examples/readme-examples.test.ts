import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createClient } from '@taskpact/client'
import { startTestServer } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Server } from '../../src/server.js'

const run = promisify(execFile)
const root = new URL('../../../../', import.meta.url)
const readmes = ['README.md', 'packages/client/README.md'].map((file) => readFileSync(new URL(file, root), 'utf8'))
const examples = new URL('./', import.meta.url)
const tsx = fileURLToPath(new URL('node_modules/.bin/tsx', root))

/** The examples of the READMEs are these files, word for word, and they run. */
describe('the examples of the READMEs', () => {
  let server: Server
  beforeAll(async () => {
    server = await startTestServer()
  })
  afterAll(() => server?.close())

  it('by curl', async () => {
    expect(await output('quick-start.sh', 'bash')).toMatch(
      /^\{"items":\[\{.*"title":"Buy milk".*\],"nextCursor":null\}\{.*"completed":true.*\}$/,
    )
    const { token } = await createClient({ baseUrl: server.url }).auth.signin({
      email: 'ada@example.com',
      password: 'Test123!',
    })
    expect(await createClient({ baseUrl: server.url, token }).tasks.list()).toMatchObject({ items: [] })
  })

  it('by the typed client', async () => {
    expect(await output('typed-client.ts', tsx, '--conditions=@taskpact/source')).toBe('not_found\n')
  })

  it('by the typed client with a session', async () => {
    expect(await output('session-client.ts', tsx, '--conditions=@taskpact/source')).toMatch(
      /^Buy milk\nnow at revision \d+\nsigned out\n$/,
    )
  })

  it('by tRPC', async () => {
    expect(await output('trpc-client.ts', tsx, '--conditions=@taskpact/source')).toBe('true\n')
  })

  async function output(example: string, command: string, ...args: string[]) {
    const file = fileURLToPath(new URL(example, examples))
    expect(readmes.join()).toContain(`\n${readFileSync(file, 'utf8')}\`\`\``)
    const { stdout } = await run(command, [...args, file], { env: { PATH: process.env.PATH, API: server.url } })
    return stdout
  }
})
