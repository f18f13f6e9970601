import { createClientOf, toRouteTable } from '@taskpact/client'
import { createTrpcClient } from '@taskpact/client/trpc'
import { auth, operations, routes, system, tasks, UserId } from '@taskpact/contract'
import { startTestServer } from '@taskpact/testing'
import { initContract } from '@ts-rest/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { Api, Server } from '../../src/server.js'
import { describeConformance } from './conformance.js'

const Shout = z
  .string()
  .regex(/^\w{1,20}$/)
  .meta({ id: 'Shout', description: 'A word.', examples: ['hello'] })

const Echo = z
  .strictObject({ shout: Shout, times: z.int().min(1).max(3).optional() })
  .meta({ id: 'Echo', description: 'A word to hear again.', examples: [{ shout: 'hello' }] })

/** The contract with one more operation: a route and a handler, and nothing else. */
const extended = initContract().router({
  system,
  auth,
  tasks,
  echoes: routes({
    make: {
      method: 'POST',
      path: '/api/:userId/echoes',
      summary: 'Echo a word',
      description: 'Fails if the input is longer than a word.',
      metadata: {
        access: 'user',
        scope: null,
        tool: false,
        limit: 'write',
        idempotency: 'none',
        concurrency: 'none',
        errors: ['conflict'],
      },
      pathParams: z.object({ userId: UserId }),
      body: Echo,
      responses: { 201: z.object({ heard: z.string() }).meta({ id: 'Heard', description: 'What came back.' }) },
    },
  }),
})

const api: Api<typeof extended> = {
  contract: extended,
  createService: (taskpact) => ({
    ...taskpact,
    echoes: { make: async ({ shout, times = 1 }) => ({ heard: shout.repeat(times), secret: 'not in the contract' }) },
  }),
}

describe('new operation, added to the contract and the service only', () => {
  let server: Server
  let token: string
  beforeAll(async () => {
    server = await startTestServer({ api })
    const client = createClientOf<typeof extended>(toRouteTable(operations(extended)), { baseUrl: server.url })
    token = (await client.auth.signup({ email: 'echo@example.com', password: 'Test123!' })).token
  })
  afterAll(() => server?.close())

  it('is served over REST', async () => {
    const response = await fetch(`${server.url}/api/me/echoes`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ shout: 'ho', times: 2 }),
    })
    expect(response.status).toBe(201)
    expect(await response.json()).toEqual({ heard: 'hoho' })
  })

  it('is typed and served by the client and over tRPC', async () => {
    const options = { baseUrl: server.url, token }
    const client = createClientOf<typeof extended>(toRouteTable(operations(extended)), options)
    const trpc = createTrpcClient<typeof extended>(options)

    expect(await client.echoes.make({ shout: 'ho' })).toEqual({ heard: 'ho' })
    expect(await trpc.echoes.make.mutate({ shout: 'ho', times: 3 })).toEqual({ heard: 'hohoho' })
    // @ts-expect-error - the type is string
    await expect(client.echoes.make({ shout: 5 })).rejects.toMatchObject({ code: 'invalid_input' })
  })

  it('is in the OpenAPI document, with its errors and security', async () => {
    const document = await (await fetch(`${server.url}/openapi.json`)).json()
    expect(document).toHaveProperty(
      ['paths', '/api/{userId}/echoes', 'post'],
      expect.objectContaining({
        operationId: 'echoesMake',
        security: [{ bearer: [] }],
        responses: expect.objectContaining({ 201: expect.anything(), 409: expect.anything(), 401: expect.anything() }),
      }),
    )
  })
})

describe('conformance of the new operation', () => describeConformance(api, (name) => name.startsWith('echoes.')))
