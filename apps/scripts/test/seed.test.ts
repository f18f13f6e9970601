import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Client, createClient } from '@taskpact/client'
import { startTestServer, type TestServer } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runScript, useBundles } from './run-script.js'

useBundles()
let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server?.close())

async function signIn(email: string): Promise<Client> {
  const { token } = await createClient({ baseUrl: server.url }).auth.signin({ email, password: 'Test123!' })
  return createClient({ baseUrl: server.url, token })
}

describe('seed', () => {
  it('creates a user with pending, completed, overdue and deleted tasks, the same for the same seed', async () => {
    const args = ['--url', server.url, '--tasks', '120', '--json']
    const ada = await runScript('seed', [...args, '--email', 'ada@example.com'])
    const bob = await runScript('seed', [...args, '--email', 'bob@example.com'])
    const { email, ...report } = JSON.parse(ada.stdout)

    expect([ada.code, ada.stderr, email]).toEqual([0, '', 'ada@example.com'])
    expect(JSON.parse(bob.stdout)).toEqual({ ...report, email: 'bob@example.com' })
    const client = await signIn(email)
    const stats = await client.tasks.stats()
    expect(stats.total).toBe(120 - report.trashed)
    expect(stats.completed).toBe(report.completed)
    expect(report.trashed).toBeGreaterThan(0)
    expect(stats.overdue).toBeGreaterThan(0)
    expect(stats.byTag.length).toBeGreaterThan(4)
    const titles = async (client: Client) =>
      (await client.tasks.list({ limit: 100, sort: 'title' })).items.map((t) => t.title)
    expect(await titles(client)).toEqual(await titles(await signIn('bob@example.com')))
  })

  it('adds tasks to an existing user and shows progress', async () => {
    const args = ['--url', server.url, '--tasks', '5', '--email', 'cleo@example.com']
    await runScript('seed', args)
    const { code, stdout, stderr } = await runScript('seed', args)

    expect(code).toBe(0)
    expect(stdout).toMatch(/^5 tasks for cleo@example\.com at /)
    expect(stderr).toBe('5 of 5 tasks\n')
  })

  it('exits with 1 if the existing user has another password', async () => {
    const { code, stderr } = await runScript('seed', ['--url', server.url, '--email', 'ada@example.com'], {
      TASKPACT_PASSWORD: 'another password',
    })

    expect(code).toBe(1)
    expect(stderr).toContain('invalid_credentials')
  })

  it('refuses a production server without --in-production', async () => {
    const health = { status: 'healthy', environment: 'production', version: '1.0.0' }
    const production = createServer((_request, response) => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(health))
    })
    await new Promise<void>((resolve) => production.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(production.address() as AddressInfo).port}`

    const { code, stderr } = await runScript('seed', ['--url', url])
    production.close()

    expect(code).toBe(2)
    expect(stderr).toContain('--in-production')
  })

  it('exits with 2 for a number out of range', async () => {
    const { code, stderr } = await runScript('seed', ['--tasks', '-3', '--url', server.url])

    expect([code, stderr]).toEqual([2, expect.stringContaining('--tasks')])
  })
})
