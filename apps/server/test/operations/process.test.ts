import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { json } from 'node:stream/consumers'
import { createClient } from '@taskpact/client'
import { createTestDatabase, type TestDatabase } from '@taskpact/db/testing'
import { testSecret } from '@taskpact/testing'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { bundledPrograms } from '../support/bundled-programs.js'
import { commandOf, root, startProcess } from '../support/server-process.js'

describe('server process', () => {
  let database: TestDatabase
  let env: Record<string, string>
  beforeAll(async () => void (await bundledPrograms()))
  beforeEach(async () => {
    database = await createTestDatabase()
    env = { DATABASE_URL: database.url, JWT_SECRET: testSecret }
  })
  afterEach(() => database.drop())

  it('stops on SIGTERM and SIGINT with exit code 0, and keeps its data and accepts its tokens after a restart', async () => {
    const before = await startProcess(env)
    const { token } = await createClient({ baseUrl: before.url }).auth.signup({
      email: 'kept@example.com',
      password: 'Test123!',
    })
    const task = await createClient({ baseUrl: before.url, token }).tasks.create({ title: 'Still here' })
    expect(await before.stop('SIGTERM')).toBe(0)

    const after = await startProcess(env)
    const tasks = await createClient({ baseUrl: after.url, token }).tasks.list()
    expect(await after.stop('SIGINT')).toBe(0)

    expect(tasks.items).toEqual([task])
  }, 60_000)

  it('completes the request in flight before it stops', async () => {
    const server = await startProcess(env)
    const body = JSON.stringify({ email: 'last@example.com', password: 'Test123!' })
    const signup = request(`${server.url}/api/auth/signup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': body.length, expect: '100-continue' },
    })
    signup.flushHeaders()
    await once(signup, 'continue') // the request is in flight and waits for its body

    const exitCode = server.stop()
    await vi.waitFor(() => expect(server.log).toContainEqual(expect.objectContaining({ msg: 'Taskpact is stopping' })))
    signup.end(body)

    const [response] = await once(signup, 'response')
    expect(response.statusCode).toBe(201)
    expect(await json(response)).toMatchObject({ user: { email: 'last@example.com' } })
    expect(await exitCode).toBe(0)
  }, 40_000)

  it('lists all invalid settings and does not start', async () => {
    const started = startProcess({ PORT: 'http', DATABASE_URL: 'mysql://x', JWT_SECRET: 'short' })
    await expect(started).rejects.toThrow(/exit 1: [\s\S]*DATABASE_URL[\s\S]*JWT_SECRET[\s\S]*PORT/)
  }, 40_000)

  it('does not start if the port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    try {
      const started = startProcess({ ...env, PORT: String((other.address() as AddressInfo).port) })
      await expect(started).rejects.toThrow(/exit 1: [\s\S]*EADDRINUSE/)
    } finally {
      other.close()
    }
  }, 40_000)

  it('in development, prints one readable line with the URL of the documentation', async () => {
    const development = { ...env, PATH: process.env.PATH, PORT: '0' }
    const command = await commandOf('source')
    const child = spawn(process.execPath, command, {
      cwd: root,
      env: development,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let output = ''
    child.stdout.on('data', (text) => {
      output += text
    })
    try {
      await vi.waitFor(() => expect(output).toContain('/docs'), 30_000)
      const { groups } =
        /: Taskpact \S+ is listening on (?<address>http:\/\/localhost:\d+) \(docs: (?<docs>\S+)\)\n$/.exec(
          output,
        ) as RegExpExecArray

      expect(output.trim().split('\n')).toHaveLength(1)
      expect(groups?.docs).toBe(`${groups?.address}/docs`)
      expect((await fetch(groups?.docs as string)).status).toBe(200)
    } finally {
      child.kill()
      await once(child, 'exit')
    }
  }, 40_000)
})
