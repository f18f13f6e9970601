import { createClient } from '@taskpact/client'
import { startTestServer, type TestServer } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runScript, useBundles } from './run-script.js'

useBundles()
let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server?.close())

describe.each(['seed', 'smoke', 'export-tasks'] as const)('command line of %s', (script) => {
  it('prints its usage for --help', async () => {
    const { code, stdout } = await runScript(script, ['--help'])

    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining(`pnpm ${script} `) })
    expect(stdout).toContain('--json')
  })

  it('exits with 2 and names an unknown option', async () => {
    const { code, stdout, stderr } = await runScript(script, ['--colour', 'red'])

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/--colour.*\n.*--help/s)
  })
})

describe('closed stdout and stderr (EPIPE)', () => {
  it.each(['seed', 'smoke'] as const)('do not stop %s', async (script) => {
    const args = script === 'smoke' ? [server.url] : ['--url', server.url, '--tasks', '3', '--email', 'eve@example.com']
    const redirect = '2> >(exit 0) | true'

    expect(await runScript(script, args, {}, { redirect })).toEqual({ code: 0, stdout: '', stderr: '' })
  })

  it('are not an error of export-tasks', async () => {
    const tasks = Array.from({ length: 500 }, (_, n) => ({ title: `Task ${n}`, description: 'x'.repeat(400) }))
    const account = { email: 'fay@example.com', password: 'Test123!' }
    const { token } = await createClient({ baseUrl: server.url }).auth.signup(account)
    await createClient({ baseUrl: server.url, token }).tasks.import({ content: JSON.stringify(tasks) })

    const args = ['--url', server.url, '--email', account.email]
    const env = { TASKPACT_PASSWORD: account.password }
    const { code, stdout, stderr } = await runScript('export-tasks', args, env, { redirect: '| head -c 9' })

    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^\[{"id":"/) })
    expect(stderr).not.toContain('EPIPE')
  })
})
