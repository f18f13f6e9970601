import { ApiError } from '@taskpact/client'
import { errorTable } from '@taskpact/contract'
import { startTestServer, type TestServer, type User } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Cli, openCli } from '../test/run-cli.js'
import { exitCodeOf } from './report-error.js'

let server: TestServer
let user: User
let cli: Cli
beforeAll(async () => {
  server = await startTestServer({ env: { RATE_LIMIT_READ: '40' } })
  user = await server.signUp()
  cli = await openCli({ TASKPACT_URL: server.url, TASKPACT_TOKEN: user.token })
})
afterAll(async () => {
  await cli?.close()
  await server?.close()
})

const missing = '0199e8f4-63a1-7d0e-8b11-9f1e5f0c2a77'

/** Runs a command and expects its exit code, data on stdout only with 0, and a next step on stderr. */
async function fails(code: number, args: readonly string[], options: Parameters<Cli['run']>[1] = {}): Promise<string> {
  const result = await cli.run(args, options)
  expect({ code: result.code, stdout: result.stdout }, result.stderr).toEqual({ code, stdout: '' })
  return result.stderr
}

describe('exit code', () => {
  it('is 0 for a success', async () => {
    expect(await cli.run(['system', 'health', '--json', 'status'])).toEqual({
      code: 0,
      stdout: '{"status":"healthy"}\n',
      stderr: '',
    })
  })

  it('is 1 for other failures', async () => {
    expect(await fails(1, ['logout'])).toContain(server.url)
  })

  it.each([
    ['an unknown command', ['taks', 'list'], 'Did you mean: tasks'],
    ['a group', ['tasks'], 'Missing command after: tasks'],
    ['an unknown flag', ['tasks', 'list', '--statsu', 'pending'], '--status'],
    ['a value that is not allowed', ['tasks', 'list', '--status', 'open'], 'all, pending, completed'],
    ['a text instead of a number', ['tasks', 'list', '--limit', 'ten'], '--limit must be a whole number'],
    ['a missing argument', ['tasks', 'get'], 'TASK-ID'],
    ['an extra argument', ['tasks', 'list', 'all'], 'Unexpected argument: all'],
    ['a missing flag', ['tasks', 'create'], '--title'],
    ['an unknown field of --json', ['tasks', 'list', '--json', 'id,name'], 'id, userId, title'],
    ['an unknown operation', ['api', 'tasks.lst'], 'tasks.list'],
    ['an operation that is not available', ['api', 'auth.signin'], 'taskpact login'],
    ['a URL with a password', ['tasks', 'list', '--url', 'http://a:b@localhost'], 'password'],
  ])('is 2 for %s', async (_, args, hint) => {
    const stderr = await fails(2, args)

    expect(stderr).toContain(hint)
    expect(stderr).toMatch(/See: taskpact .*--help\n$/)
  })

  it('is 2 for invalid input, and the message names the flag', async () => {
    const stderr = await fails(2, ['tasks', 'create', '--title', 'x'.repeat(201), '--due-date', '2026-13-01'])

    expect(stderr).toMatch(/^taskpact: invalid_input: /)
    expect(stderr).toMatch(/^ {2}--title: /m)
    expect(stderr).toMatch(/^ {2}--due-date: /m)
  })

  it('is 4 without a token, with an invalid one, and if something is forbidden', async () => {
    const none = await fails(4, ['tasks', 'list'], { env: { TASKPACT_TOKEN: '' } })
    const invalid = await fails(4, ['tasks', 'list'], { env: { TASKPACT_TOKEN: 'tpt_wrong' } })
    const forbidden = await fails(4, ['auth', 'delete-me', '--yes', '--input', '-'], { stdin: '{"password":"wrong"}' })

    expect(none).toContain('taskpact login')
    expect(invalid).toContain('taskpact login')
    expect(forbidden).toMatch(/^taskpact: wrong_password: /)
  })

  it('is 5 for a task that does not exist', async () => {
    expect(await fails(5, ['tasks', 'get', missing])).toMatch(/^taskpact: not_found: /)
  })

  it('is 6 for a conflict and a revision mismatch, with the current revision', async () => {
    await cli.run(['tasks', 'create', '--title', 'First', '--id', missing])

    const conflict = await fails(6, ['tasks', 'create', '--title', 'Second', '--id', missing])
    const mismatch = await fails(6, ['tasks', 'update', missing, '--title', 'Third', '--if-match', '12345'])
    expect(conflict).toMatch(/^taskpact: conflict: /)
    expect(mismatch).toMatch(/--if-match \d+\n$/)
  })

  it('is 7 for too many requests', async () => {
    const other = await server.signUp()
    await Promise.all(Array.from({ length: 40 }, () => other.call('auth.me')))

    const stderr = await fails(7, ['whoami'], { env: { TASKPACT_TOKEN: other.token } })
    expect(stderr).toMatch(/repeat after \d+ s\n$/)
  })

  it('is 8 if the server is not reachable', async () => {
    const stderr = await fails(8, ['tasks', 'list', '--url', 'http://127.0.0.1:9'])

    expect(stderr).toContain('http://127.0.0.1:9')
  })

  it('follows from the status of every error of the API', () => {
    const exits = Object.fromEntries(
      Object.entries(errorTable).map(([code, { status }]) => [
        code,
        exitCodeOf(new ApiError(code as 'internal', '', { status })),
      ]),
    )

    expect(exits).toMatchObject({
      invalid_json: 2,
      token_expired: 4,
      quota_exceeded: 1,
      not_found: 5,
      email_taken: 6,
      revision_mismatch: 6,
      rate_limited: 7,
      unavailable: 8,
      internal: 1,
    })
  })
})
