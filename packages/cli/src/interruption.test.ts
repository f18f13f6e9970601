import { execFile } from 'node:child_process'
import { startTestServer, type TestServer } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Cli, openCli, resultOf } from '../test/run-cli.js'

let server: TestServer
let cli: Cli
beforeAll(async () => {
  server = await startTestServer()
  const { token } = await server.signUp()
  cli = await openCli({ TASKPACT_URL: server.url, TASKPACT_TOKEN: token })
  const tasks = Array.from({ length: 1200 }, (_, index) => ({ title: `Task ${index} ${'x'.repeat(150)}` }))
  await cli.run(['tasks', 'import', '--input', '-'], { stdin: JSON.stringify(tasks) })
})
afterAll(async () => {
  await cli?.close()
  await server?.close()
})

describe('interrupted --all', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('leaves whole lines after %s and exits with %i', async (signal, exit) => {
    const child = cli.start(['tasks', 'list', '--all', '--limit', '5', '--ndjson'])
    child.stdout?.once('data', () => child.kill(signal))

    const { code, stdout, stderr } = await resultOf(child)
    const lines = stdout.split('\n')
    expect({ code, stderr }).toEqual({ code: exit, stderr: '' })
    expect(lines.pop()).toBe('')
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.length).toBeLessThan(1200)
    expect(lines.map((line) => JSON.parse(line).title.length)).not.toContain(0)
  })
})

describe('a closed stdout (EPIPE)', () => {
  it('ends a command quietly', async () => {
    const pipe = `"$0" "$@" | head -n 1; exit $PIPESTATUS`
    const args = ['--norc', '-c', pipe, process.execPath, cli.file, 'tasks', 'list', '--all', '--ndjson']
    const { code, stdout, stderr } = await resultOf(execFile('bash', args, { env: cli.env }))

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout.split('\n')).toHaveLength(2)
  })
})
