import { startTestServer, type TestServer } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Cli, openCli } from '../test/run-cli.js'

let server: TestServer
let cli: Cli
beforeAll(async () => {
  server = await startTestServer()
  const { token } = await server.signUp()
  cli = await openCli({ TASKPACT_URL: server.url, TASKPACT_TOKEN: token })
})
afterAll(async () => {
  await cli?.close()
  await server?.close()
})

describe('--read-only', () => {
  it('refuses a change before it is sent', async () => {
    const byFlag = await cli.run(['tasks', 'create', '--title', 'A', '--read-only'])
    const byVariable = await cli.run(['api', 'tasks.create', '-F', 'title=A'], { env: { TASKPACT_READ_ONLY: '1' } })
    const { stdout } = await cli.run(['tasks', 'list', '--read-only'])

    expect([byFlag.code, byVariable.code, stdout]).toEqual([2, 2, ''])
    expect(byFlag.stderr).toContain('--read-only')
  })
})
