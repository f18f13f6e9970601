import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Client, createClient } from '@taskpact/client'
import { startTestServer, type TestServer } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openProxy } from './proxy.js'
import { runScript, useBundles } from './run-script.js'

const account = { email: 'dora@example.com', password: 'Test123!' }

useBundles()
let server: TestServer
let folder: string
let client: Client
beforeAll(async () => {
  server = await startTestServer()
  folder = await mkdtemp(join(tmpdir(), 'taskpact-'))
  const { token } = await createClient({ baseUrl: server.url }).auth.signup(account)
  client = createClient({ baseUrl: server.url, token })
  for (const title of ['Buy milk', 'Čau, "světe"\n', '=1+1']) await client.tasks.create({ title })
})
afterAll(async () => {
  await server?.close()
  await rm(folder, { recursive: true })
})

const runExport = (...args: string[]) =>
  runScript('export-tasks', ['--url', server.url, '--email', account.email, ...args], {
    TASKPACT_PASSWORD: account.password,
    cwd: folder,
  })

describe('export-tasks', () => {
  it.each(['json', 'csv', 'ics'] as const)('writes the file of the server unchanged: %s', async (format) => {
    const file = join(folder, `tasks.${format}`)
    const { code, stdout } = await runExport('--format', format, '--output', `tasks.${format}`, '--json')
    const content = await readFile(file, 'utf8')

    expect(code).toBe(0)
    expect(withoutTimestamps(content)).toBe(withoutTimestamps(await client.tasks.export({ format })))
    expect(JSON.parse(stdout)).toMatchObject({ format, output: `tasks.${format}`, bytes: Buffer.byteLength(content) })
    expect((await stat(file)).mode & 0o077).toBe(0)
  })

  it('writes to stdout without --output', async () => {
    const { code, stdout } = await runExport()

    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject([{ title: 'Buy milk' }, {}, { title: '=1+1' }])
  })

  it.each(['sign-out', 'export'])('ends its session if the response to the %s is lost', async (lost) => {
    const path = lost === 'sign-out' ? '/api/auth/signout' : '/api/me/tasks/export'
    const proxy = await openProxy(server.url, ({ request, response, forward }) =>
      request.url?.startsWith(path) ? forward().then(() => response.destroy()) : undefined,
    )
    const { items: before } = await client.auth.sessions.list()

    const { code, stdout } = await runExport('--url', proxy.url)
    proxy.close()

    expect(code).toBe(lost === 'sign-out' ? 0 : 1)
    expect(stdout !== '').toBe(lost === 'sign-out')
    expect((await client.auth.sessions.list()).items).toHaveLength(before.length)
  })

  it('replaces a file only with --force and leaves no partial file', async () => {
    await writeFile(join(folder, 'existing'), 'precious')

    expect(await runExport('--output', 'existing')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--force'),
    })
    expect(await readFile(join(folder, 'existing'), 'utf8')).toBe('precious')
    expect(await runExport('--output', 'existing', '--force')).toMatchObject({ code: 0 })
    expect(JSON.parse(await readFile(join(folder, 'existing'), 'utf8'))).toHaveLength(3)
    expect(await runExport('--output', '.', '--force')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('not a file'),
    })
    expect(await runExport('--output', 'no/such/folder')).toMatchObject({ code: 1, stdout: '' })
    expect((await readdir(folder)).filter((name) => name.includes('.part'))).toEqual([])
  })

  it.each([
    ['TASKPACT_PASSWORD', ['--url', 'http://127.0.0.1:9', '--email', 'ada@example.com'], 'TASKPACT_PASSWORD'],
    ['--email', ['--url', 'http://127.0.0.1:9'], '--email'],
    ['a known --format', ['--email', 'ada@example.com', '--format', 'xlsx'], 'json, csv, ics'],
    ['--output with --json', ['--email', 'ada@example.com', '--json'], '--output'],
  ])('requires %s', async (_what, args, message) => {
    const { code, stdout, stderr } = await runScript('export-tasks', args)

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
  })
})

/** Removes the creation time that an iCalendar file contains. */
function withoutTimestamps(content: string): string {
  return content.replace(/^DTSTAMP:.*$/gm, '')
}
