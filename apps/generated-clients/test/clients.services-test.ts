import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBuiltServer } from '../../server/test/support/built-server.js'
import type { ServerProcess } from '../../server/test/support/server-process.js'
import { generateClient } from './generated-client.js'
import { type Generator, generators } from './generators.js'

const run = promisify(execFile)
const redocly = fileURLToPath(new URL('../node_modules/.bin/redocly', import.meta.url))
const workflows = fileURLToPath(new URL('workflows/tasks.arazzo.yaml', import.meta.url))

/** The document that the server publishes is all that others know of it. */
describe('what others make of the document', () => {
  let server: ServerProcess
  beforeAll(async () => {
    // With an authorization server, the document has all security schemes.
    const env = { OAUTH: 'own', PUBLIC_URL: 'http://localhost:8000' }
    server = await startBuiltServer(env)
  })
  afterAll(async () => {
    await server?.stop()
  })

  it.each(Object.keys(generators) as Generator[])('is a client that compiles and works: %s', async (generator) => {
    const client = await generateClient(generator, `${server.url}/openapi.json`)
    try {
      await client.compile()
      const played = await client.play({ API: server.url, EMAIL: `${generator}@example.com` })

      expect(played).toEqual({
        signedUp: true,
        created: 'Buy milk',
        updated: 'high',
        stale: 'revision_mismatch',
        listed: ['Buy milk'],
        removed: 204,
      })
    } finally {
      await client.close()
    }
  })

  it('is a workflow (Arazzo) whose every answer is as documented', async () => {
    const quiet = { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' }
    const env = { PATH: process.env.PATH, ...quiet }
    const { stdout, stderr } = await run(redocly, ['respect', workflows, '--server', `taskpact=${server.url}`], { env })

    expect(stdout + stderr).toMatch(/Workflows: 1 passed, 1 total/)
  })
})
