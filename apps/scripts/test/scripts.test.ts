import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Client, createClient } from '@taskpact/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../../server/test/support/test-server.js'
import { openProxy } from './proxy.js'
import { run } from './run.js'

const password = 'Test123!'

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

async function clientOf(email: string): Promise<Client> {
  const { token } = await createClient({ baseUrl: server.url }).auth.signin({ email, password })
  return createClient({ baseUrl: server.url, token })
}

describe.each(['seed', 'smoke', 'export-tasks'] as const)('%s', (script) => {
  it('explains itself', async () => {
    const { code, stdout } = await run(script, ['--help'])

    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining(`pnpm ${script} `) })
    expect(stdout).toContain('--json')
  })

  it('tells what it does not take, by exit code 2', async () => {
    const { code, stdout, stderr } = await run(script, ['--colour', 'red'])

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/--colour.*\n.*--help/s)
  })
})

describe('what is written to who does not read it', () => {
  it.each(['seed', 'smoke'] as const)('does not keep %s from its work', async (script) => {
    const args = script === 'smoke' ? [server.url] : ['--url', server.url, '--tasks', '3', '--email', 'eve@example.com']

    expect(await run(script, args, {}, { led: '2> >(exit 0) | true' })).toEqual({ code: 0, stdout: '', stderr: '' })
  })

  it('is no failure of export-tasks', async () => {
    const tasks = Array.from({ length: 500 }, (_, n) => ({ title: `Task ${n}`, description: 'x'.repeat(400) }))
    const account = { email: 'fay@example.com', password }
    const { token } = await createClient({ baseUrl: server.url }).auth.signup(account)
    await createClient({ baseUrl: server.url, token }).tasks.import({ content: JSON.stringify(tasks) })

    const args = ['--url', server.url, '--email', account.email]
    const { code, stdout, stderr } = await run(
      'export-tasks',
      args,
      { TASKPACT_PASSWORD: password },
      { led: '| head -c 9' },
    )

    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^\[{"id":"/) })
    expect(stderr).not.toContain('EPIPE')
  })
})

describe('seed', () => {
  it('makes a user with tasks of every fate, the same for the same number', async () => {
    const args = ['--url', server.url, '--tasks', '120', '--json']
    const ada = await run('seed', [...args, '--email', 'ada@example.com'])
    const bob = await run('seed', [...args, '--email', 'bob@example.com'])
    const { email, ...report } = JSON.parse(ada.stdout)

    expect([ada.code, ada.stderr, email]).toEqual([0, '', 'ada@example.com'])
    expect(JSON.parse(bob.stdout)).toEqual({ ...report, email: 'bob@example.com' })
    const client = await clientOf(email)
    const stats = await client.tasks.stats()
    expect(stats.total).toBe(120 - report.trashed)
    expect(stats.completed).toBe(report.completed)
    expect(report.trashed).toBeGreaterThan(0)
    expect(stats.overdue).toBeGreaterThan(0)
    expect(stats.byTag.length).toBeGreaterThan(4)
    const titles = async (of: Client) => (await of.tasks.list({ limit: 100, sort: 'title' })).items.map((t) => t.title)
    expect(await titles(client)).toEqual(await titles(await clientOf('bob@example.com')))
  })

  it('gives more tasks to a user that there is, and shows how far it is', async () => {
    const args = ['--url', server.url, '--tasks', '5', '--email', 'cleo@example.com']
    await run('seed', args)
    const { code, stdout, stderr } = await run('seed', args)

    expect(code).toBe(0)
    expect(stdout).toMatch(/^5 tasks for cleo@example\.com at /)
    expect(stderr).toBe('5 of 5 tasks\n')
  })

  it('touches no account whose password it does not know', async () => {
    const { code, stderr } = await run('seed', ['--url', server.url, '--email', 'ada@example.com'], {
      TASKPACT_PASSWORD: 'another password',
    })

    expect(code).toBe(1)
    expect(stderr).toContain('invalid_credentials')
  })

  it('leaves a server in production alone, unless that is meant', async () => {
    const health = { status: 'healthy', environment: 'production', version: '1.0.0' }
    const production = createServer((_request, response) => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(health))
    })
    await new Promise<void>((resolve) => production.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(production.address() as AddressInfo).port}`

    const { code, stderr } = await run('seed', ['--url', url])
    production.close()

    expect(code).toBe(2)
    expect(stderr).toContain('--in-production')
  })

  it('says which number is none', async () => {
    const { code, stderr } = await run('seed', ['--tasks', '-3', '--url', server.url])

    expect([code, stderr]).toEqual([2, expect.stringContaining('--tasks')])
  })
})

describe('export-tasks', () => {
  const account = { email: 'dora@example.com', password }
  let client: Client
  beforeAll(async () => {
    const { token } = await createClient({ baseUrl: server.url }).auth.signup(account)
    client = createClient({ baseUrl: server.url, token })
    for (const title of ['Buy milk', 'Čau, "světe"\n', '=1+1']) await client.tasks.create({ title })
  })
  const exporting = (...args: string[]) =>
    run('export-tasks', ['--url', server.url, '--email', account.email, ...args], {
      TASKPACT_PASSWORD: password,
      cwd: folder,
    })

  it.each(['json', 'csv', 'ics'] as const)('writes the very file that the server makes: %s', async (format) => {
    const file = join(folder, `tasks.${format}`)
    const { code, stdout } = await exporting('--format', format, '--output', `tasks.${format}`, '--json')
    const content = await readFile(file, 'utf8')

    expect(code).toBe(0)
    expect(withoutStamp(content)).toBe(withoutStamp(await client.tasks.export({ format })))
    expect(JSON.parse(stdout)).toMatchObject({ format, output: `tasks.${format}`, bytes: Buffer.byteLength(content) })
    expect((await stat(file)).mode & 0o077).toBe(0)
  })

  it('writes to stdout, for a pipe', async () => {
    const { code, stdout } = await exporting()

    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject([{ title: 'Buy milk' }, {}, { title: '=1+1' }])
  })

  it.each(['signing out fails', 'the export itself fails'])(
    'leaves no session, and loses nothing: %s',
    async (what) => {
      const path = what === 'signing out fails' ? '/api/auth/signout' : '/api/me/tasks/export'
      const proxy = await openProxy(server.url, ({ request, response, pass }) =>
        request.url?.startsWith(path) ? pass().then(() => response.destroy()) : undefined,
      )
      const { items: before } = await client.auth.sessions.list()

      const { code, stdout } = await exporting('--url', proxy.url)
      proxy.close()

      expect(code).toBe(what === 'signing out fails' ? 0 : 1)
      expect(stdout !== '').toBe(what === 'signing out fails')
      expect((await client.auth.sessions.list()).items).toHaveLength(before.length)
    },
  )

  it('replaces a file only where that is meant, and leaves no part of one', async () => {
    await writeFile(join(folder, 'kept'), 'precious')

    expect(await exporting('--output', 'kept')).toMatchObject({ code: 2, stderr: expect.stringContaining('--force') })
    expect(await readFile(join(folder, 'kept'), 'utf8')).toBe('precious')
    expect(await exporting('--output', 'kept', '--force')).toMatchObject({ code: 0 })
    expect(JSON.parse(await readFile(join(folder, 'kept'), 'utf8'))).toHaveLength(3)
    expect(await exporting('--output', '.', '--force')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('not a file'),
    })
    expect(await exporting('--output', 'no/such/folder')).toMatchObject({ code: 1, stdout: '' })
    expect((await readdir(folder)).filter((name) => name.includes('.part'))).toEqual([])
  })

  it.each([
    ['a password', ['--url', 'http://127.0.0.1:9', '--email', 'ada@example.com'], 'TASKPACT_PASSWORD'],
    ['an address', ['--url', 'http://127.0.0.1:9'], '--email'],
    ['a format that there is', ['--email', 'ada@example.com', '--format', 'xlsx'], 'json, csv, ics'],
    ['a file, for its report', ['--email', 'ada@example.com', '--json'], '--output'],
  ])('wants %s', async (_what, args, words) => {
    const { code, stdout, stderr } = await run('export-tasks', args)

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(words)
  })
})

/** An iCalendar file says when it was made. */
function withoutStamp(content: string): string {
  return content.replace(/^DTSTAMP:.*$/gm, '')
}
