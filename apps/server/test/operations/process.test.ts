import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:http'
import { json } from 'node:stream/consumers'
import { createClient } from '@taskpact/client'
import { createTestDatabase, type TestDatabase } from '@taskpact/db/testing'
import { testSecret } from '@taskpact/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { commandOf, root, startProcess } from '../support/server-process.js'

describe('server process', () => {
  let database: TestDatabase
  let env: Record<string, string>
  beforeEach(async () => {
    database = await createTestDatabase()
    env = { DATABASE_URL: database.url, JWT_SECRET: testSecret }
  })
  afterEach(() => database.drop())

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'stops on %s with exit code 0',
    async (signal) => {
      const server = await startProcess(env)
      expect(await server.stop(signal)).toBe(0)
    },
    40_000,
  )

  it('keeps its data and accepts its tokens after a restart', async () => {
    const before = await startProcess(env)
    const { token } = await createClient({ baseUrl: before.url }).auth.signup({
      email: 'kept@example.com',
      password: 'Test123!',
    })
    const task = await createClient({ baseUrl: before.url, token }).tasks.create({ title: 'Still here' })
    await before.stop()

    const after = await startProcess(env)
    const tasks = await createClient({ baseUrl: after.url, token }).tasks.list()
    await after.stop()

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
    const server = await startProcess(env)
    const other = await createTestDatabase()
    try {
      const second = startProcess({ ...env, DATABASE_URL: other.url, PORT: new URL(server.url).port })
      await expect(second).rejects.toThrow(/exit 1: [\s\S]*EADDRINUSE/)
    } finally {
      await server.stop()
      await other.drop()
    }
  }, 40_000)
})

describe('server process in development', () => {
  it('prints one readable line with the URL of the documentation', async () => {
    const env = { PATH: process.env.PATH, PORT: '0', DATABASE_URL: 'pglite://memory', JWT_SECRET: testSecret }
    const child = spawn(process.execPath, commandOf('source'), { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] })
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
