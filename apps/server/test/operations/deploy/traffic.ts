import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { createClient } from '@taskpact/client'
import { expect } from 'vitest'

export interface Traffic {
  readonly calls: number
  /** Sends requests until `isOver`. Each must succeed. */
  run(isOver: () => boolean): Promise<void>
  close(): void
}

/** Creates clients with an account and a keep-alive connection each. */
export async function openTraffic(url: string, clients: number): Promise<Traffic> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients })
  const tokens = await Promise.all(Array.from({ length: clients }, () => signUp(url)))
  let calls = 0

  async function call(token: string, method: string, path: string, body?: object) {
    calls++
    const headers = { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) }
    const sent = request(`${url}/api/me${path}`, { method, agent, headers })
    sent.end(body && JSON.stringify(body))
    const [response] = await once(sent, 'response')
    let text = ''
    for await (const part of response) text += part
    expect(response.statusCode, text).toBeLessThan(300)
    return text === '' ? undefined : JSON.parse(text)
  }

  /** Calls the operations of one task, up to its deletion. */
  async function runTaskLifecycle(token: string) {
    const { id } = await call(token, 'POST', '/tasks', { title: 'Buy milk', tags: ['home'], dueDate: '2026-12-24' })
    await call(token, 'GET', `/tasks/${id}`)
    await call(token, 'GET', '/tasks?status=pending&limit=20')
    await call(token, 'PATCH', `/tasks/${id}`, { priority: 'high' })
    await call(token, 'PATCH', `/tasks/${id}/complete`)
    await call(token, 'GET', '/tasks?search=milk')
    await call(token, 'DELETE', `/tasks/${id}`)
    await call(token, 'GET', '/changes?limit=10')
  }

  return {
    get calls() {
      return calls
    },
    async run(isOver) {
      const runs = tokens.map(async (token) => {
        while (!isOver()) await runTaskLifecycle(token)
      })
      await Promise.all(runs)
    },
    close: () => agent.destroy(),
  }
}

async function signUp(baseUrl: string): Promise<string> {
  const account = { email: `${randomUUID()}@example.com`, password: 'Test123!' }
  return (await createClient({ baseUrl }).auth.signup(account)).token
}
