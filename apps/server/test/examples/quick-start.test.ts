import { startTestServer } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Server } from '../../src/server.js'

/** What clients of the replaced service were promised, step by step as its guide tells it. */
describe('the example of the replaced service', () => {
  let server: Server
  beforeAll(async () => {
    server = await startTestServer()
  })
  afterAll(() => server?.close())

  it('holds word for word', async () => {
    const signup = await fetch(`${server.url}/api/auth/signup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'test@example.com', password: 'Test123!' }),
    })
    const session = (await signup.json()) as { token: string; user: { id: string } }
    const token = session.token
    const userId = session.user.id

    const response = await fetch(`${server.url}/api/${userId}/tasks`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ title: 'Test task', description: 'Test description' }),
    })

    expect(response.status).toBe(201)
    expect(await response.json()).toMatchObject({ title: 'Test task' })
  })

  it('answers for its health', async () => {
    const response = await fetch(`${server.url}/health`)
    expect(await response.json()).toMatchObject({ status: 'healthy', environment: 'test' })
  })

  it('gives every refusal a detail that is text', async () => {
    const refusals = await Promise.all([
      fetch(`${server.url}/api/me/tasks`),
      fetch(`${server.url}/api/auth/signup`, { method: 'POST' }),
      fetch(`${server.url}/nothing`),
    ])
    expect(refusals.map(({ status }) => status)).toEqual([401, 400, 404])
    for (const refusal of refusals) expect(await refusal.json()).toMatchObject({ detail: expect.any(String) })
  })
})
